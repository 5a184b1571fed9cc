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
#include <openssl/params.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

// EVP_PKEY_Q_keygen takes a variable number of arguments.
static inline EVP_PKEY *lab_generate_rsa(size_t bits) { return EVP_PKEY_Q_keygen(NULL, NULL, "RSA", bits); }
static inline EVP_PKEY *lab_generate_ec(const char *curve) { return EVP_PKEY_Q_keygen(NULL, NULL, "EC", curve); }
static inline EVP_PKEY *lab_generate(const char *type) { return EVP_PKEY_Q_keygen(NULL, NULL, type); }

// Macros whose values are expressions.
static const int LAB_SELECT_PUBLIC_KEY = EVP_PKEY_PUBLIC_KEY;
static const int LAB_SELECT_KEY_PAIR = EVP_PKEY_KEYPAIR;

#endif
