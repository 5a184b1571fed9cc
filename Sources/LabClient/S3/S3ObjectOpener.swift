import LabCrypto

/// Takes in one object's body piece by piece, and releases the plaintext when all of it is authenticated.
///
/// A body has one tag at its end, so all of it is held until then.
public struct S3ObjectOpener: ~Copyable {
    private let opener: AESGCM.Opener
    private let nonce: AESGCM.Nonce
    private let authenticated: [UInt8]
    private let maximumLength: Int
    private var body = MessageBuffer()

    /// Derives the content's key and checks what the object commits to.
    init(
        _ dataKey: KeyMaterial, _ envelope: S3Envelope, maximumLength: Int
    ) throws(S3EncryptionError) {
        let key = try S3ObjectOpener.key(dataKey, envelope)
        let opener = try S3EncryptionError.wrap { () throws(CryptoError) in try AESGCM.Opener(key: key.key) }
        self.init(opener, key.nonce, key.authenticated, maximumLength)
    }

    private init(_ opener: AESGCM.Opener, _ nonce: AESGCM.Nonce, _ authenticated: [UInt8], _ maximumLength: Int) {
        self.opener = opener
        self.nonce = nonce
        self.authenticated = authenticated
        self.maximumLength = maximumLength
    }

    private static func key(
        _ dataKey: KeyMaterial, _ envelope: S3Envelope
    ) throws(S3EncryptionError) -> S3ContentKey {
        switch envelope.content {
        case .gcm(let iv):
            return try S3EncryptionError.wrap { () throws(CryptoError) in
                try S3ContentKey.direct(dataKey, iv: iv)
            }
        case .committing(let messageID, let commitment):
            let key = try S3EncryptionError.wrap { () throws(CryptoError) in
                try S3ContentKey.committing(dataKey, messageID: messageID)
            }
            guard ConstantTime.equals(key.commitment ?? [], commitment) else { throw .commitmentMismatch }
            return key
        }
    }

    /// Takes in the next piece of the body.
    ///
    /// - Throws: `S3EncryptionError.tooLong`
    public mutating func update(_ bytes: UnsafeRawBufferPointer) throws(S3EncryptionError) {
        guard bytes.count <= maximumLength + AESGCM.tagByteCount - body.count else {
            throw .tooLong(limit: maximumLength)
        }
        body.append(bytes)
    }

    /// Checks the tag and appends the plaintext to `output`.
    ///
    /// - Throws: `S3EncryptionError.notAuthentic`
    public consuming func finish(into output: inout MessageBuffer) throws(S3EncryptionError) {
        let length = body.count - AESGCM.tagByteCount
        guard length >= 0 else { throw .notAuthentic }
        try S3EncryptionError.wrap { () throws(CryptoError) in
            try output.append(length) { room throws(CryptoError) in
                try body.withReadableBytes { body throws(CryptoError) in
                    try authenticated.withReadableBytes { authenticated throws(CryptoError) in
                        try opener.open(
                            body.slice(0, length), tag: body.slice(length, AESGCM.tagByteCount), into: room,
                            nonce: nonce, authenticating: authenticated)
                    }
                }
            }
        }
    }
}
