// What of OpenSSL's libcrypto LabCrypto sees. Macros and variadic functions that Swift cannot import
// are wrapped here as static inline functions with a `lab_` prefix.
#ifndef KMSLAB_COPENSSL_SHIM_H
#define KMSLAB_COPENSSL_SHIM_H

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/param_build.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

// Keys a MAC context for HMAC with the digest of this name.
static inline int lab_hmac_init(EVP_MAC_CTX *context, const unsigned char *key, size_t count, const char *digest) {
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)digest, 0),
        OSSL_PARAM_construct_end(),
    };
    return EVP_MAC_init(context, key, count, parameters);
}

// EVP_PKEY_Q_keygen takes a variable number of arguments.
static inline EVP_PKEY *lab_generate_rsa(size_t bits) { return EVP_PKEY_Q_keygen(NULL, NULL, "RSA", bits); }
static inline EVP_PKEY *lab_generate_ec(const char *curve) { return EVP_PKEY_Q_keygen(NULL, NULL, "EC", curve); }
static inline EVP_PKEY *lab_generate(const char *type) { return EVP_PKEY_Q_keygen(NULL, NULL, type); }

// Macros whose values are expressions.
static const int LAB_SELECT_PUBLIC_KEY = EVP_PKEY_PUBLIC_KEY;
static const int LAB_SELECT_KEY_PAIR = EVP_PKEY_KEYPAIR;

#endif
