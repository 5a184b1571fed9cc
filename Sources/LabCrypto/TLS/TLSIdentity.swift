import COpenSSL

/// What a server proves its name with: a certificate, those that vouch for it, and the private key.
///
/// The objects are immutable once made, so threads may share them.
public final class TLSIdentity: @unchecked Sendable {
    /// libcrypto's certificates, the server's own first; not to be freed or kept.
    let certificates: [OpaquePointer]
    let key: EVPKey

    /// Reads PEM: certificates, the server's own first, and a private key that is not encrypted.
    ///
    /// - Throws: ``CryptoError/invalidKey`` when there is no certificate, no key, or they do not belong together.
    public convenience init(certificates: [UInt8], privateKey: [UInt8]) throws(CryptoError) {
        let key = try PEM.privateKey(privateKey)
        try self.init(adopting: PEM.certificates(certificates), key)
    }

    /// Takes over the certificates.
    init(adopting certificates: [OpaquePointer], _ key: consuming EVPKey) throws(CryptoError) {
        self.certificates = certificates
        self.key = key
        guard let first = certificates.first else { throw .invalidKey }
        try check(X509_check_private_key(first, self.key.pointer), orThrow: .invalidKey)
    }

    deinit {
        for certificate in certificates { X509_free(certificate) }
    }

    /// The certificates, as PEM.
    ///
    /// - Throws: ``CryptoError/library(reasons:)`` when memory is out.
    public func certificatesPEM() throws(CryptoError) -> [UInt8] {
        try PEM.text { output in certificates.allSatisfy { PEM_write_bio_X509(output, $0) == 1 } }
    }

    /// The private key, as PEM (PKCS#8), not encrypted: for a file that only its owner reads.
    ///
    /// - Throws: ``CryptoError/library(reasons:)`` when memory is out.
    public func privateKeyPEM() throws(CryptoError) -> [UInt8] {
        try PEM.text { PEM_write_bio_PKCS8PrivateKey($0, key.pointer, nil, nil, 0, nil, nil) == 1 }
    }
}

/// libcrypto's text form of certificates and keys (RFC 7468).
enum PEM {
    /// Every certificate in `text`; whoever asks owns them.
    static func certificates(_ text: [UInt8]) -> [OpaquePointer] {
        defer { ErrorQueue.clear() }
        return reading(text) { input in
            var certificates: [OpaquePointer] = []
            while let certificate = PEM_read_bio_X509(input, nil, nil, nil) { certificates.append(certificate) }
            return certificates
        }
    }

    /// The first private key in `text`. A password is not asked for.
    static func privateKey(_ text: [UInt8]) throws(CryptoError) -> EVPKey {
        let pointer = reading(text) { PEM_read_bio_PrivateKey($0, nil, { _, _, _, _ in 0 }, nil) }
        guard let pointer else {
            ErrorQueue.clear()
            throw .invalidKey
        }
        return try EVPKey(adopting: pointer)
    }

    /// What `write` writes.
    static func text(_ write: (OpaquePointer) -> Bool) throws(CryptoError) -> [UInt8] {
        let output = try check(BIO_new(BIO_s_mem()))
        defer { BIO_free(output) }
        guard write(output) else { throw .drained() }
        return MemoryBIO.takeAll(output)
    }

    private static func reading<Value>(_ text: [UInt8], _ body: (OpaquePointer) -> Value) -> Value {
        let input = require(BIO_new(BIO_s_mem()))
        defer { BIO_free(input) }
        text.withUnsafeBytes { MemoryBIO.put($0, into: input) }
        return body(input)
    }
}
