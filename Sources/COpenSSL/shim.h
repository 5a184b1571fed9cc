// What of OpenSSL's libcrypto and libssl LabCrypto sees. Macros and variadic functions that Swift cannot import
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
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

// EVP_PKEY_Q_keygen takes a variable number of arguments.
static inline EVP_PKEY *lab_generate_rsa(size_t bits) { return EVP_PKEY_Q_keygen(NULL, NULL, "RSA", bits); }
static inline EVP_PKEY *lab_generate_ec(const char *curve) { return EVP_PKEY_Q_keygen(NULL, NULL, "EC", curve); }
static inline EVP_PKEY *lab_generate(const char *type) { return EVP_PKEY_Q_keygen(NULL, NULL, type); }

// Macros whose values are expressions.
static const int LAB_SELECT_PUBLIC_KEY = EVP_PKEY_PUBLIC_KEY;
static const int LAB_SELECT_KEY_PAIR = EVP_PKEY_KEYPAIR;
static const uint64_t LAB_TLS_OPTIONS = SSL_OP_NO_RENEGOTIATION | SSL_OP_IGNORE_UNEXPECTED_EOF | SSL_OP_NO_COMPRESSION;

// Functions of libssl that are macros.
static inline int lab_tls_1_2_or_newer(SSL_CTX *context) {
    return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
}
static inline void lab_release_idle_buffers(SSL_CTX *context) { SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS); }
static inline int lab_add_chain_certificate(SSL_CTX *context, X509 *certificate) {
    return SSL_CTX_add1_chain_cert(context, certificate) == 1;
}
static inline int lab_set_server_name(SSL *connection, const char *name) {
    return SSL_set_tlsext_host_name(connection, name) == 1;
}
static inline X509_EXTENSION *lab_extension(X509 *certificate, int kind, const char *value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
    return X509V3_EXT_conf_nid(NULL, &context, kind, value);
}

#endif
