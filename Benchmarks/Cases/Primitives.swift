import KMSLab

/// What OpenSSL does, through our room: the driver compares with `openssl speed` of the same sizes.
enum Primitives {
    static let cases =
        [256, 16 << 10, 256 << 10].map(cipher) + [16 << 10].flatMap { [digest(.sha256, $0), digest(.md5, $0)] }
        + [code] + [
            signature("RSA-2048", .rsa(bits: 2048), .rsaPKCS1v15(.sha256)),
            signature("ECDSA P-256", .ec(.p256), .ecdsa(.sha256)),
            verification("RSA-2048", .rsa(bits: 2048), .rsaPKCS1v15(.sha256)),
            verification("ECDSA P-256", .ec(.p256), .ecdsa(.sha256)),
        ] + [random]

    /// In place, with the key expanded once: as the sealed streams do it.
    private static func cipher(_ length: Int) -> BenchmarkCase {
        BenchmarkCase("primitives", "AES-256-GCM, \(length) bytes", bytes: length) {
            let key = try KeyMaterial.random(byteCount: 32, from: OpenSSLRandom())
            return BenchmarkRound { count in
                let sealer = try AESGCM.Sealer(key: key)
                let memory = UnsafeMutableRawBufferPointer.allocate(
                    byteCount: length + AESGCM.tagByteCount, alignment: 64)
                defer { memory.deallocate() }
                memory.initializeMemory(as: UInt8.self, repeating: 7)
                let text = UnsafeMutableRawBufferPointer(rebasing: memory[..<length])
                let tag = UnsafeMutableRawBufferPointer(rebasing: memory[length...])
                for number in 0..<count {
                    try sealer.seal(
                        UnsafeRawBufferPointer(text), into: text, tag: tag,
                        nonce: AESGCM.Nonce(counter: UInt64(number)),
                        authenticating: UnsafeRawBufferPointer(start: nil, count: 0))
                }
            }
        }
    }

    private static func digest(_ algorithm: DigestAlgorithm, _ length: Int) -> BenchmarkCase {
        let message = [UInt8](repeating: 7, count: length)
        return BenchmarkCase.repeating("primitives", "\(algorithm.rawValue), \(length) bytes", bytes: length) {
            consume(algorithm.digest(of: message))
        }
    }

    private static var code: BenchmarkCase {
        let key = HMACKey([UInt8](repeating: 1, count: 32), .sha256)
        let message = [UInt8](repeating: 7, count: 256)
        return BenchmarkCase.repeating("primitives", "HMAC-SHA-256, 256 bytes", bytes: 256) {
            consume(key.code(for: message))
        }
    }

    private static var random: BenchmarkCase {
        BenchmarkCase.repeating("primitives", "32 random bytes", bytes: 32) {
            consume(try OpenSSLRandom().bytes(32, for: .identifier))
        }
    }

    private static func signature(
        _ name: String, _ algorithm: KeyAlgorithm, _ scheme: SignatureScheme
    ) -> BenchmarkCase {
        BenchmarkCase("primitives", "\(name) signature") {
            let key = try PrivateKey.generate(algorithm)
            let digest = [UInt8](repeating: 7, count: 32)
            return BenchmarkRound { count in
                for _ in 0..<count { consume(try key.sign(digest: digest, scheme)) }
            }
        }
    }

    private static func verification(
        _ name: String, _ algorithm: KeyAlgorithm, _ scheme: SignatureScheme
    ) -> BenchmarkCase {
        BenchmarkCase("primitives", "\(name) verification") {
            let key = try PrivateKey.generate(algorithm)
            let digest = [UInt8](repeating: 7, count: 32)
            let signature = try key.sign(digest: digest, scheme)
            let publicKey = key.publicKey
            return BenchmarkRound { count in
                for _ in 0..<count { consume(try publicKey.isValid(signature, forDigest: digest, scheme)) }
            }
        }
    }
}
