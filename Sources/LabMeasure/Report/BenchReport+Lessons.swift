extension BenchReport {
    /// Three lines on what to learn, told with the run's own numbers; each fits 76 columns.
    public var lessons: [String] { [callsLesson, crossoverLesson, radiusLesson] }

    /// Calls grow with the size, or they do not.
    private var callsLesson: String {
        guard let direct = measurements(of: .direct).last else {
            return "An envelope asks KMS once an object: only a data key goes there and back."
        }
        let size = Quantity.text(bytes: direct.subject.objectBytes)
        let calls = Quantity.text(number: direct.callsPerObject)
        return "Direct: a call for every 4,096 bytes, \(calls) for \(size). An envelope: one."
    }

    private var crossoverLesson: String {
        guard let here = crossover(.here), let away = crossover(.withRoundTrips) else {
            return "Measure `direct` and `envelope` together to see from which size one wins."
        }
        let trip = Quantity.text(seconds: model.roundTripSeconds)
        return "Envelopes win \(Self.words(here)) here, \(Self.words(away)) with \(trip) trips (a model)."
    }

    private static func words(_ crossover: Crossover) -> String {
        switch crossover {
        case .at(let bytes): "from \(Quantity.text(bytes: bytes))"
        case .before(let bytes): "at \(Quantity.text(bytes: bytes))"
        case .after(let bytes): "beyond \(Quantity.text(bytes: bytes))"
        }
    }

    /// Fewer calls are bought with a wider blast radius.
    private var radiusLesson: String {
        let sharing = measurements.filter { $0.subject.method == .cached || $0.subject.method == .bucketKeys }
        guard let widest = sharing.max(by: { $0.objectsPerDataKey < $1.objectsPerDataKey }) else {
            return "A data key for each object: one that leaks opens one. Sharing saves calls."
        }
        let objects = Quantity.grouped(widest.objectsPerDataKey)
        let calls = Quantity.text(number: widest.callsPerObject)
        return "\(widest.subject.method.rawValue): \(calls) calls an object, but one leaked key opens \(objects)."
    }
}
