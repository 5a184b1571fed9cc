/// What AWS would add to a measurement: the way there and back, the request quota, the bill. A model, and marked as one
/// wherever it is shown.
///
/// Requests are made one after another, as one client makes them. Bringing the ciphertext to where it is kept costs the
/// same with every method and is left out.
public struct CostModel: Hashable, Sendable {
    /// Seconds that a request to KMS is on its way, there and back.
    public let roundTripSeconds: Double
    /// Requests a second that the account may make.
    public let requestsPerSecond: Double

    /// Round trips of eight milliseconds: about what a client in the same Region sees.
    public static let standardRoundTripSeconds = 0.008

    /// A model; prices come from ``PriceTable``.
    public init(
        roundTripSeconds: Double = standardRoundTripSeconds,
        requestsPerSecond: Double = PriceTable.requestsPerSecond
    ) {
        self.roundTripSeconds = roundTripSeconds
        self.requestsPerSecond = requestsPerSecond
    }

    /// Seconds an object: what was measured, and the way of its requests.
    public func secondsPerObject(_ measurement: BenchMeasurement) -> Double {
        measurement.wallPerObject + measurement.callsPerObject * roundTripSeconds
    }

    /// Objects a second at which the quota is used up, however many clients there are.
    public func objectsPerSecond(_ measurement: BenchMeasurement) -> Double {
        requestsPerSecond / max(measurement.callsPerObject, .leastNormalMagnitude)
    }

    /// US dollars for the requests of a million objects.
    public func dollarsPerMillion(_ measurement: BenchMeasurement) -> Double {
        dollarsPerMillion(callsPerObject: measurement.callsPerObject)
    }

    func dollarsPerMillion(callsPerObject: Double) -> Double {
        callsPerObject * 1_000_000 / 10_000 * PriceTable.dollarsPer10000Requests
    }
}
