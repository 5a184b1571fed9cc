import COpenSSL

/// The owner of one reference to an `EVP_PKEY`. The object is immutable once made, so threads may share it.
struct EVPKey: ~Copyable, @unchecked Sendable {
    /// libcrypto's object; not to be freed or kept.
    let pointer: OpaquePointer

    /// Takes over a reference, or throws what libcrypto said when there is none.
    init(adopting pointer: OpaquePointer?) throws(CryptoError) {
        self.pointer = try check(pointer)
    }

    private init(owning pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        EVP_PKEY_free(pointer)
    }

    /// Another reference to the same key.
    borrowing func shared() -> EVPKey {
        EVP_PKEY_up_ref(pointer)
        return EVPKey(owning: pointer)
    }

    /// A fresh key pair from libcrypto's own generator.
    static func generated(_ algorithm: KeyAlgorithm) throws(CryptoError) -> EVPKey {
        switch algorithm {
        case .rsa(let bits): try EVPKey(adopting: lab_generate_rsa(bits))
        case .ec(.sm2): try EVPKey(adopting: lab_generate("SM2"))
        case .ec(let curve): try EVPKey(adopting: lab_generate_ec("\(curve.groupName)"))
        case .ed25519: try EVPKey(adopting: lab_generate("ED25519"))
        }
    }

    /// How many bits the key has: the modulus, for RSA.
    var bits: Int { Int(EVP_PKEY_get_bits(pointer)) }

    /// Whether the parts of the key pair are in range and belong together. Slow for RSA, whose primes are tested.
    func isConsistent() throws(CryptoError) -> Bool {
        let context = try KeyContext(self)
        defer { ErrorQueue.clear() }
        return EVP_PKEY_check(context.pointer) == 1
    }

    /// Whether a curve's public key is in range and on the curve. (For RSA libcrypto would test the modulus for primality
    /// here, which takes 6 to 20 ms and proves nothing.)
    func isValidPoint() throws(CryptoError) -> Bool {
        let context = try KeyContext(self)
        defer { ErrorQueue.clear() }
        return EVP_PKEY_public_check_quick(context.pointer) == 1
    }
}

// DER.
extension EVPKey {
    /// The key pair as PKCS#8 `PrivateKeyInfo` (RFC 5208).
    func privateKeyInfo() throws(CryptoError) -> SecureBytes {
        let info = try check(EVP_PKEY2PKCS8(pointer))
        defer { PKCS8_PRIV_KEY_INFO_free(info) }
        return try Self.encoded { i2d_PKCS8_PRIV_KEY_INFO(info, $0) }
    }

    /// The public key as `SubjectPublicKeyInfo` (RFC 5280, 4.1.2.7).
    func subjectPublicKeyInfo() throws(CryptoError) -> [UInt8] {
        try Self.encoded { i2d_PUBKEY(pointer, $0) }.exportForResponse()
    }

    /// The public key in the form of its own kind: `RSAPublicKey` (PKCS#1), or a curve's uncompressed point.
    func publicKeyOfItsKind() throws(CryptoError) -> [UInt8] {
        try Self.encoded { i2d_PublicKey(pointer, $0) }.exportForResponse()
    }

    /// Calls a function of the `i2d` family twice, as they want: once for the length, once for the bytes.
    private static func encoded(
        _ encode: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> CInt
    ) throws(CryptoError) -> SecureBytes {
        let count = encode(nil)
        guard count > 0 else { throw .drained() }
        return try SecureBytes(byteCount: Int(count)) { output throws(CryptoError) in
            var position = output.unsignedBytes
            guard encode(&position) == count else { throw .drained() }
        }
    }
}

extension EllipticCurve {
    /// libcrypto's name of the curve.
    var groupName: StaticString {
        switch self {
        case .p256: "prime256v1"
        case .p384: "secp384r1"
        case .p521: "secp521r1"
        case .secp256k1: "secp256k1"
        case .sm2: "SM2"
        }
    }

    /// libcrypto's name of the kind of key that lies on the curve.
    var keyTypeName: String { self == .sm2 ? "SM2" : "EC" }
}

extension EVPKey {
    /// Whether the public halves are the same.
    func equals(_ other: borrowing EVPKey) -> Bool {
        let result = EVP_PKEY_eq(pointer, other.pointer)
        if result != 1 { ErrorQueue.clear() }
        return result == 1
    }
}
