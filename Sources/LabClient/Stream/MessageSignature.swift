import LabCore
import LabCrypto

extension AlgorithmSuite.Signature {
    var curve: EllipticCurve { self == .ecdsaP256 ? .p256 : .p384 }
    var digest: DigestAlgorithm { self == .ecdsaP256 ? .sha256 : .sha384 }
    var scheme: SignatureScheme { .ecdsa(digest) }
}

/// The key that signs one message, and is forgotten after it.
struct SigningKey: Sendable {
    let algorithm: AlgorithmSuite.Signature
    let key: PrivateKey
    /// The other half as the context carries it: base64 of the compressed point.
    let publicKeyText: String

    static func generate(_ algorithm: AlgorithmSuite.Signature) throws(MessageError) -> SigningKey {
        try MessageError.wrap { () throws(CryptoError) in
            let key = try PrivateKey.generate(.ec(algorithm.curve))
            let text = Base64.encode(try key.publicKey.compressedPoint())
            return SigningKey(algorithm: algorithm, key: key, publicKeyText: text)
        }
    }
}

/// The key that verifies a message's signature.
struct VerificationKey: Sendable {
    let algorithm: AlgorithmSuite.Signature
    let key: PublicKey

    /// The key in a header's context, where suite and context agree that there is one.
    ///
    /// Why: a message whose suite was swapped for an unsigned one would otherwise be read without its signature.
    ///
    /// - Throws: `MessageError.publicKeyRule`, `.malformedPublicKey`
    static func of(_ header: MessageHeader) throws(MessageError) -> VerificationKey? {
        switch (header.suite.signature, header.context[MessageContext.publicKeyName]) {
        case (nil, nil): return nil
        case (let algorithm?, let text?): return try VerificationKey(algorithm, text)
        default: throw .publicKeyRule
        }
    }

    private init(_ algorithm: AlgorithmSuite.Signature, _ text: String) throws(MessageError) {
        guard let point = StrictBase64.decode(text), point.count == 1 + algorithm.curve.byteCount else {
            throw .malformedPublicKey
        }
        do throws(CryptoError) {
            key = try PublicKey(point: point, on: algorithm.curve)
        } catch {
            throw .malformedPublicKey
        }
        self.algorithm = algorithm
    }
}

/// Signs a message while it is written.
final class MessageSigner {
    private let signingKey: SigningKey
    private let digester: Digester

    init(_ signingKey: SigningKey) {
        self.signingKey = signingKey
        digester = Digester(signingKey.algorithm.digest)
    }

    /// Takes in the next bytes of the message.
    func update(_ bytes: UnsafeRawBufferPointer) {
        digester.update(bytes)
    }

    /// What ends the message: the signature behind its length.
    func footer() throws(MessageError) -> [UInt8] {
        let signature = try MessageError.wrap { () throws(CryptoError) in
            try signingKey.key.sign(digest: digester.finish(), signingKey.algorithm.scheme)
        }
        var footer: [UInt8] = []
        footer.append(counted: signature)
        return footer
    }
}

/// Verifies a message's signature while it is read.
final class MessageVerifier {
    private let verificationKey: VerificationKey
    private let digester: Digester

    init(_ verificationKey: VerificationKey) {
        self.verificationKey = verificationKey
        digester = Digester(verificationKey.algorithm.digest)
    }

    /// Takes in the header as it was written, and its proof.
    func begin(with parsed: ParsedHeader) {
        digester.update(parsed.header.serialized)
        digester.update(parsed.authentication.serialized(parsed.header.suite.formatVersion))
    }

    /// Takes in the next bytes of the message.
    func update(_ bytes: UnsafeRawBufferPointer) {
        digester.update(bytes)
    }

    /// Checks the signature over everything taken in.
    ///
    /// - Throws: `MessageError.signatureInvalid`
    func verify(_ signature: UnsafeRawBufferPointer) throws(MessageError) {
        let isValid = try MessageError.wrap { () throws(CryptoError) in
            try verificationKey.key.isValid(
                signature, forDigest: digester.finish(), verificationKey.algorithm.scheme)
        }
        guard isValid else { throw .signatureInvalid }
    }
}
