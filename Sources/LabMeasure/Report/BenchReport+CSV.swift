extension BenchReport {
    /// The report as comma-separated values with a header (RFC 4180, but lines end with a line feed); the columns of the
    /// model begin with `model_`.
    public var csvLines: [String] {
        [Self.columns.joined(separator: ",")] + measurements.map { cells($0).joined(separator: ",") }
    }

    private static let columns = [
        "method", "object_bytes", "objects", "kms_calls", "plaintext_bytes_to_kms", "ciphertext_bytes",
        "trail_events", "trail_bytes", "objects_per_data_key", "wall_seconds", "cpu_seconds",
        "model_seconds_per_object", "model_objects_per_second_at_quota", "model_dollars_per_million_objects",
    ]

    private func cells(_ measurement: BenchMeasurement) -> [String] {
        let subject = measurement.subject
        let counts = [
            subject.objectBytes, subject.objects, measurement.keyCalls, measurement.plaintextToKMS,
            measurement.storedBytes, measurement.events, measurement.events * measurement.eventBytes,
            measurement.objectsPerDataKey,
        ]
        let numbers = [
            measurement.wallSeconds, measurement.cpuSeconds, model.secondsPerObject(measurement),
            model.objectsPerSecond(measurement), model.dollarsPerMillion(measurement),
        ]
        return [subject.method.rawValue] + counts.map { String($0) } + numbers.map { String($0) }
    }
}
