import COpenSSL

/// The owner of one `EVP_PKEY_CTX`: one operation with a key.
struct KeyContext: ~Copyable {
    /// libcrypto's object; not to be freed or kept.
    let pointer: OpaquePointer

    /// A context for an operation with `key`.
    init(_ key: borrowing EVPKey) throws(CryptoError) {
        pointer = try check(EVP_PKEY_CTX_new_from_pkey(nil, key.pointer, nil))
    }

    /// A context for making a key of a kind.
    init(keyType name: String) throws(CryptoError) {
        pointer = try check(EVP_PKEY_CTX_new_from_name(nil, name, nil))
    }

    deinit {
        EVP_PKEY_CTX_free(pointer)
    }
}
