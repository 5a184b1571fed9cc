#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What a stopwatch shows: seconds since some moment of its own.
public struct MeterReading: Hashable, Sendable {
    /// Seconds that have passed.
    public var wall: Double
    /// Seconds that this process was computing, in itself and in the kernel, on all cores together.
    public var cpu: Double

    /// A reading.
    public init(wall: Double, cpu: Double) {
        self.wall = wall
        self.cpu = cpu
    }

    /// What passed since an earlier reading.
    static func - (later: MeterReading, earlier: MeterReading) -> MeterReading {
        MeterReading(wall: later.wall - earlier.wall, cpu: later.cpu - earlier.cpu)
    }
}

/// Tells how much time passes: a measurement reads it before and after.
public protocol Meter: Sendable {
    /// What it shows now.
    var reading: MeterReading { get }
}

/// The machine's monotonic clock and this process's share of the processors.
public struct ProcessMeter: Meter {
    private let start = ContinuousClock.now

    /// A meter that begins now.
    public init() {}

    /// Seconds since the meter was made, and the process's CPU seconds.
    public var reading: MeterReading {
        MeterReading(wall: (ContinuousClock.now - start) / .seconds(1), cpu: Double(clock()) / Self.ticksPerSecond)
    }

    /// `CLOCKS_PER_SEC` (The Open Group Base Specifications, <time.h>: one million on every system).
    private static let ticksPerSecond = 1_000_000.0
}
