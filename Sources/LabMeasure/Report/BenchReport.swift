/// A run's measurements with what the model adds and what there is to learn.
public struct BenchReport: Sendable {
    /// What was measured, by size and method.
    public let measurements: [BenchMeasurement]
    /// What AWS would add.
    public let model: CostModel

    /// A report.
    public init(_ measurements: [BenchMeasurement], model: CostModel) {
        self.measurements = measurements
        self.model = model
    }

    /// The methods that were measured, in the order of ``BenchMethod``.
    public var methods: [BenchMethod] {
        BenchMethod.allCases.filter { method in measurements.contains { $0.subject.method == method } }
    }

    /// The measurements of one method, smallest size first.
    public func measurements(of method: BenchMethod) -> [BenchMeasurement] {
        measurements.filter { $0.subject.method == method }
    }

    /// What a crossover compares.
    public enum Measure: String, CaseIterable, Sendable {
        /// Seconds that an object took here; nothing of it is a model.
        case here
        /// Seconds with round trips to KMS.
        case withRoundTrips
        /// The bill.
        case price
    }

    /// From which size on an envelope is better than direct encryption; `nil` unless both were measured.
    ///
    /// Between the sizes that were measured time is interpolated; the calls of direct encryption are counted.
    public func crossover(_ measure: Measure) -> Crossover? {
        let sizes = measurements(of: .direct).map(\.subject.objectBytes)
        guard let direct = curve(.direct, .here), let envelope = curve(.envelope, measure) else { return nil }
        return Crossover.between(
            sizes: sizes, holder: { directCost($0, wall: direct.cost($0), measure) }, challenger: envelope.cost)
    }

    private func directCost(_ bytes: Int, wall: Double, _ measure: Measure) -> Double {
        let subject = BenchCase(method: .direct, objectBytes: bytes, objects: 1, cacheMessages: 1)
        let calls = Double(subject.plannedCalls)
        return switch measure {
        case .here: wall
        case .withRoundTrips: wall + calls * model.roundTripSeconds
        case .price: model.dollarsPerMillion(callsPerObject: calls)
        }
    }

    private func curve(_ method: BenchMethod, _ measure: Measure) -> CostCurve? { CostCurve(points(method, measure)) }

    func points(_ method: BenchMethod, _ measure: Measure) -> [CostCurve.Point] {
        measurements(of: method).map { .init(bytes: $0.subject.objectBytes, cost: cost($0, measure)) }
    }

    private func cost(_ measurement: BenchMeasurement, _ measure: Measure) -> Double {
        switch measure {
        case .here: measurement.wallPerObject
        case .withRoundTrips: model.secondsPerObject(measurement)
        case .price: model.dollarsPerMillion(measurement)
        }
    }
}
