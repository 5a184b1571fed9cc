import COpenSSL
public import LabCore
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

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
            try pool.draw(into: buffer) { block throws(RandomFailure) in
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

/// Random bytes in stock.
///
/// INVARIANT: the bytes from `used` on have never been handed out, in this process or a parent of it. The block is
/// reached through `mutating` functions only, so the pool may move between threads.
struct RandomPool: ~Copyable, @unchecked Sendable {
    /// What one filling brings.
    static let capacity = 4096
    /// Larger draws go to the generator directly.
    static let largestDraw = 256

    private let block = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 16)
    private var used = capacity
    private var owner: pid_t = 0

    deinit {
        block.wipe()
        block.deallocate()
    }

    /// Moves `output.count` bytes out of the pool, filling it first when they do not suffice or the process is another.
    mutating func draw(
        into output: UnsafeMutableRawBufferPointer,
        refill: (UnsafeMutableRawBufferPointer) throws(RandomFailure) -> Void
    ) throws(RandomFailure) {
        let process = getpid()
        if owner != process || Self.capacity - used < output.count {
            used = Self.capacity
            try refill(block)
            owner = process
            used = 0
        }
        let piece = UnsafeMutableRawBufferPointer(rebasing: block[used..<used + output.count])
        output.copyMemory(from: UnsafeRawBufferPointer(piece))
        piece.wipe()
        used += output.count
    }
}
