#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Tells the time. The lab reads it once a request.
public protocol WallClock: Sendable {
    /// The time now.
    var now: Timestamp { get }
}

/// The machine's own clock.
public struct SystemClock: WallClock {
    /// A clock that reads the machine's.
    public init() {}

    /// The machine's time, in whole milliseconds.
    public var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(millisecondsSince1970: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}

/// What random bytes are for: a test can script one purpose and leave the others alone, and a source may draw secrets
/// from a separate generator.
public enum RandomPurpose: Sendable, Hashable {
    /// Key material.
    case secret
    /// A nonce or a salt: public, but never twice.
    case nonce
    /// An identifier, such as a request id.
    case identifier
}

/// The random source could not deliver: the operation that asked fails, nothing is made from less.
public struct RandomFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What the source said.
    public let reason: String

    /// A failure with what the source said.
    public init(reason: String) {
        self.reason = reason
    }

    /// What the source said.
    public var description: String { "random source failed: \(reason)" }
}

/// Makes random bytes. An implementation fills completely or throws.
public protocol RandomSource: Sendable {
    /// Fills the whole buffer, or throws and leaves it to be discarded.
    func fill(_ buffer: UnsafeMutableRawBufferPointer, for purpose: RandomPurpose) throws(RandomFailure)
}

extension RandomSource {
    /// `count` fresh bytes that are not secret: nonces, salts, identifiers.
    public func bytes(_ count: Int, for purpose: RandomPurpose) throws(RandomFailure) -> [UInt8] {
        var failure: RandomFailure?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            do throws(RandomFailure) {
                try fill(UnsafeMutableRawBufferPointer(buffer), for: purpose)
            } catch {
                failure = error
                buffer.initialize(repeating: 0)
            }
            initialized = count
        }
        if let failure { throw failure }
        return bytes
    }

    /// A version-4 UUID in lower case, as AWS writes key ids, request ids and event ids.
    public func uuid() throws(RandomFailure) -> String {
        var bytes = try bytes(16, for: .identifier)
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        return UUIDText.text(bytes)
    }
}

/// Everything that is not determined by a request and the world it meets: the time and randomness.
///
/// It comes in by the door, as a parameter; nothing in the lab reads a global clock or generator.
public struct Ambient: Sendable {
    /// Tells the time.
    public let clock: any WallClock
    /// Makes random bytes.
    public let random: any RandomSource

    /// Puts the two together.
    public init(clock: any WallClock, random: any RandomSource) {
        self.clock = clock
        self.random = random
    }
}
