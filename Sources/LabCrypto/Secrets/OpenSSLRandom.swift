import COpenSSL
public import LabCore
import Synchronization

/// The real random source: OpenSSL's generators.
///
/// Secrets come from the private generator (`RAND_priv_bytes`), one call each. Nonces and identifiers come from a pool
/// that the public generator fills, because a call into it costs 0.6 µs whatever the size. A pooled byte is handed out
/// once and overwritten at once, and a forked child throws the pool away, so that no nonce comes twice.
public final class OpenSSLRandom: RandomSource {
    private let pool = Mutex(RandomPool())

    /// A source with a pool of its own.
    public init() {}

    /// Fills `buffer` completely, or throws with everything that OpenSSL said.
    public func fill(_ buffer: UnsafeMutableRawBufferPointer, for purpose: RandomPurpose) throws(RandomFailure) {
        switch purpose {
        case .secret: try Self.generate(buffer, with: RAND_priv_bytes)
        case .nonce, .identifier: try fillFromPool(buffer)
        }
    }

    private func fillFromPool(_ buffer: UnsafeMutableRawBufferPointer) throws(RandomFailure) {
        guard buffer.count <= RandomPool.largestDraw else {
            return try Self.generate(buffer, with: RAND_bytes)
        }
        try pool.withLock { pool throws(RandomFailure) in
            try pool.draw(into: buffer, generation: ForkCounter.value) { block throws(RandomFailure) in
                try Self.generate(block, with: RAND_bytes)
            }
        }
    }

    private static func generate(
        _ buffer: UnsafeMutableRawBufferPointer, with generator: (UnsafeMutablePointer<UInt8>?, CInt) -> CInt
    ) throws(RandomFailure) {
        var rest = buffer
        while !rest.isEmpty {
            let piece = rest.first(min(rest.count, 1 << 30))
            guard generator(piece.unsignedBytes, CInt(piece.count)) == 1 else {
                throw RandomFailure(reason: ErrorQueue.drain().joined(separator: "; "))
            }
            rest = rest.from(piece.count)
        }
    }
}
