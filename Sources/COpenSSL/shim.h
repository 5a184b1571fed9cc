// What of OpenSSL's libcrypto LabCrypto sees. Macros and variadic functions that Swift cannot import
// are wrapped here as static inline functions with a `lab_` prefix.
#ifndef KMSLAB_COPENSSL_SHIM_H
#define KMSLAB_COPENSSL_SHIM_H

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/rand.h>

#endif
