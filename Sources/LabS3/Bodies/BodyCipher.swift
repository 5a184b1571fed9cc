import LabCore
import LabCrypto

/// The keys of one body, one a layer, with what every chunk authenticates.
///
/// It is not `Sendable`: one task seals or opens a body.
struct BodyKeys {
    /// One a layer, innermost first.
    let keys: [KeyMaterial]
    private let binding: [UInt8]

    /// Derives the keys of a body from the data keys of its object, one a layer.
    init(format: BodyFormat, identity: BodyIdentity, dataKeys: [KeyMaterial]) throws(BodyFailure) {
        guard dataKeys.count == format.layers else { throw .damaged }
        var keys: [KeyMaterial] = []
        for (layer, dataKey) in dataKeys.enumerated() {
            keys.append(try Self.derive(dataKey, salt: format.salt, layer: layer + 1))
        }
        self.keys = keys
        binding = DigestAlgorithm.sha256.digest(of: format.header + identity.authenticatedBytes)
    }

    /// The additional data of a chunk in a layer.
    func header(layer: Int, chunk: Int, isLast: Bool) -> [UInt8] {
        var header = binding
        header.reserveCapacity(binding.count + 10)
        header.append(UInt8(layer))
        header.append(bigEndian: UInt64(chunk))
        header.append(isLast ? 1 : 0)
        return header
    }

    /// The nonce of a chunk. It never repeats under a key: the key belongs to one body, the index to one chunk.
    static func nonce(chunk: Int, isLast: Bool) throws(BodyFailure) -> AESGCM.Nonce {
        guard let counter = UInt32(exactly: chunk) else { throw .tooLarge }
        return AESGCM.Nonce(prefix: isLast ? 1 : 0, counter: counter)
    }

    private static func derive(_ dataKey: KeyMaterial, salt: [UInt8], layer: Int) throws(BodyFailure) -> KeyMaterial {
        let info = Array("kmslab s3 body layer".utf8) + [UInt8(layer)]
        do throws(CryptoError) {
            let key = try HKDF.deriveKey(from: dataKey, salt: salt, info: info, byteCount: 32, .sha256)
            return KeyMaterial(key)
        } catch {
            throw .cipher(error.description)
        }
    }
}

/// Seals the chunks of one body, in order, straight into the memory where they will stay.
struct ChunkSealer {
    private let keys: BodyKeys
    private let sealers: [AESGCM.Sealer]
    private var index = 0

    init(format: BodyFormat, identity: BodyIdentity, dataKeys: [KeyMaterial]) throws(BodyFailure) {
        keys = try BodyKeys(format: format, identity: identity, dataKeys: dataKeys)
        var sealers: [AESGCM.Sealer] = []
        for key in keys.keys {
            sealers.append(try failing { () throws(CryptoError) in try AESGCM.Sealer(key: key) })
        }
        self.sealers = sealers
    }

    /// Seals the next chunk.
    ///
    /// - Parameter sealed: As many bytes as `chunk` has and a tag for every layer.
    mutating func seal(
        _ chunk: UnsafeRawBufferPointer, into sealed: UnsafeMutableRawBufferPointer, isLast: Bool
    ) throws(BodyFailure) {
        #if DEBUG
            if Weakness.present.contains(.storesPlaintext) { return Self.copy(chunk, to: sealed) }
        #endif
        let nonce = try BodyKeys.nonce(chunk: index, isLast: isLast)
        var text = chunk
        for (layer, sealer) in sealers.enumerated() {
            let header = keys.header(layer: layer + 1, chunk: index, isLast: isLast)
            let end = text.count + BodyFormat.tagByteCount
            try failing { () throws(CryptoError) in
                try Self.seal(
                    text, into: UnsafeMutableRawBufferPointer(rebasing: sealed[..<end]), with: sealer, nonce: nonce,
                    header: header)
            }
            text = UnsafeRawBufferPointer(rebasing: sealed[..<end])
        }
        index += 1
    }

    #if DEBUG
        private static func copy(_ chunk: UnsafeRawBufferPointer, to sealed: UnsafeMutableRawBufferPointer) {
            sealed.copyMemory(from: chunk)
            for index in chunk.count..<sealed.count { sealed[index] = 0 }
        }
    #endif

    /// Seals `text`, which may lie where the ciphertext goes.
    private static func seal(
        _ text: UnsafeRawBufferPointer, into sealed: UnsafeMutableRawBufferPointer, with sealer: AESGCM.Sealer,
        nonce: AESGCM.Nonce, header: [UInt8]
    ) throws(CryptoError) {
        let ciphertext = UnsafeMutableRawBufferPointer(rebasing: sealed[..<text.count])
        let tag = UnsafeMutableRawBufferPointer(rebasing: sealed[text.count...])
        try header.withReadableBytes { header throws(CryptoError) in
            try sealer.seal(text, into: ciphertext, tag: tag, nonce: nonce, authenticating: header)
        }
    }
}

/// Opens the chunks of one body, in any order.
struct ChunkOpener {
    private let keys: BodyKeys
    private let openers: [AESGCM.Opener]

    init(format: BodyFormat, identity: BodyIdentity, dataKeys: [KeyMaterial]) throws(BodyFailure) {
        keys = try BodyKeys(format: format, identity: identity, dataKeys: dataKeys)
        var openers: [AESGCM.Opener] = []
        for key in keys.keys {
            openers.append(try failing { () throws(CryptoError) in try AESGCM.Opener(key: key) })
        }
        self.openers = openers
    }

    /// Opens a sealed chunk: afterwards `chunk` is the plaintext, or, when it is not genuine, wiped.
    func open(_ chunk: inout [UInt8], index: Int, isLast: Bool) throws(BodyFailure) {
        #if DEBUG
            if Weakness.present.contains(.storesPlaintext) {
                chunk.removeLast(min(chunk.count, openers.count * BodyFormat.tagByteCount))
                return
            }
        #endif
        let nonce = try BodyKeys.nonce(chunk: index, isLast: isLast)
        for layer in openers.indices.reversed() {
            guard chunk.count >= BodyFormat.tagByteCount else { throw .damaged }
            let header = keys.header(layer: layer + 1, chunk: index, isLast: isLast)
            try failing { () throws(CryptoError) in
                try Self.open(&chunk, with: openers[layer], nonce: nonce, header: header)
            }
        }
    }

    private static func open(
        _ chunk: inout [UInt8], with opener: AESGCM.Opener, nonce: AESGCM.Nonce, header: [UInt8]
    ) throws(CryptoError) {
        let count = chunk.count - BodyFormat.tagByteCount
        try chunk.withMutableBytes { bytes throws(CryptoError) in
            let text = UnsafeMutableRawBufferPointer(rebasing: bytes[..<count])
            let tag = UnsafeRawBufferPointer(rebasing: bytes[count...])
            try header.withReadableBytes { header throws(CryptoError) in
                try opener.open(
                    UnsafeRawBufferPointer(text), tag: tag, into: text, nonce: nonce, authenticating: header)
            }
        }
        chunk.removeLast(BodyFormat.tagByteCount)
    }
}

extension [UInt8] {
    /// `withUnsafeMutableBytes` that keeps the type of what is thrown.
    fileprivate mutating func withMutableBytes<Failure: Error>(
        _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        var failure: Failure?
        withUnsafeMutableBytes { bytes in
            do throws(Failure) {
                try body(bytes)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }
}

/// Runs a call into the cipher and says what its failure means for a body.
private func failing<Value>(_ body: () throws(CryptoError) -> Value) throws(BodyFailure) -> Value {
    do throws(CryptoError) {
        return try body()
    } catch {
        throw error == .authenticationFailed ? .damaged : .cipher(error.description)
    }
}
