extension BenchReport {
    /// What was measured, an object: the header first. Fits 78 columns with two between the cells.
    public var measuredRows: [[String]] {
        [["SIZE", "METHOD", "CALLS", "TO KMS", "CPU", "WALL", "EVENTS", "KEY OPENS"]]
            + measurements.map { measurement in
                let subject = measurement.subject
                return [
                    Quantity.text(bytes: subject.objectBytes), subject.method.rawValue,
                    Quantity.text(number: measurement.callsPerObject),
                    Quantity.text(bytes: measurement.plaintextToKMS / max(1, subject.objects)),
                    Quantity.text(seconds: measurement.cpuPerObject),
                    Quantity.text(seconds: measurement.wallPerObject),
                    Quantity.text(number: measurement.eventsPerObject),
                    subject.method.hasDataKeys ? Quantity.grouped(measurement.objectsPerDataKey) : "-",
                ]
            }
    }

    /// What the model makes of it, an object: the header first.
    public var modelledRows: [[String]] {
        [["SIZE", "METHOD", "TIME", "OBJECTS/S AT QUOTA", "USD A MILLION"]]
            + measurements.map { measurement in
                let subject = measurement.subject
                return [
                    Quantity.text(bytes: subject.objectBytes), subject.method.rawValue,
                    Quantity.text(seconds: model.secondsPerObject(measurement)),
                    Quantity.text(number: model.objectsPerSecond(measurement)),
                    Quantity.text(number: model.dollarsPerMillion(measurement)),
                ]
            }
    }

    /// How many objects of a size were sealed, in a line.
    public var objectsLine: String {
        let counts = Set(measurements.map(\.subject.objects)).sorted().map { Quantity.grouped($0) }
        guard let least = counts.first, let most = counts.last else { return "nothing was sealed" }
        return (least == most ? most : "\(least) to \(most)")
            + " objects of every size; a leaked data key opens so many"
    }

    /// What the model assumes, in a line.
    public var modelLine: String {
        "\(Quantity.text(seconds: model.roundTripSeconds)) trips, "
            + "\(Quantity.text(number: model.requestsPerSecond)) calls/s, "
            + "\(PriceTable.dollarsPer10000Requests) USD per 10,000 (\(PriceTable.region), \(PriceTable.date))"
    }
}
