public import LabCore
import Synchronization

/// Random bytes that follow from a seed: a failing test can be run again.
///
/// Never for anything but tests: whoever knows the seed knows every key.
public final class SeededRandom: RandomSource {
    private let generator: Mutex<SplitMix64>

    /// A source that makes the same bytes for the same seed.
    public init(seed: UInt64) {
        generator = Mutex(SplitMix64(seed: seed))
    }

    /// Fills the buffer.
    public func fill(_ buffer: UnsafeMutableRawBufferPointer, for purpose: RandomPurpose) throws(RandomFailure) {
        generator.withLock { generator in
            for index in buffer.indices { buffer[index] = UInt8(truncatingIfNeeded: generator.next()) }
        }
    }
}

/// A random source that fails at its nth use, for tests of what a failure leaves behind.
public final class FailingRandom: RandomSource {
    private let base: any RandomSource
    private let rest: Mutex<Int>

    /// Works `count` times, then fails always.
    public init(_ base: any RandomSource, failingAfter count: Int) {
        self.base = base
        rest = Mutex(count)
    }

    /// Fills the buffer, or fails.
    public func fill(_ buffer: UnsafeMutableRawBufferPointer, for purpose: RandomPurpose) throws(RandomFailure) {
        let mayGoOn = rest.withLock { rest in
            rest -= 1
            return rest >= 0
        }
        guard mayGoOn else { throw RandomFailure(reason: "scripted failure") }
        try base.fill(buffer, for: purpose)
    }
}

/// The SplitMix64 generator (Steele, Lea, Flood, 2014): small, fast, and the same everywhere.
public struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// A generator that makes the same numbers for the same seed.
    public init(seed: UInt64) {
        state = seed
    }

    /// The next number.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
