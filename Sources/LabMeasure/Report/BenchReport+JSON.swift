public import LabCore

extension BenchReport {
    /// The whole report; what is modelled stands under `model` and nowhere else.
    public var json: JSONObject {
        [
            "measured": .array(measurements.map { .object(Self.measured($0)) }),
            "model": .object(modelled), "crossover": .object(crossovers),
            "lessons": .array(lessons.map(JSONValue.string)),
        ]
    }

    private static func measured(_ measurement: BenchMeasurement) -> JSONObject {
        let subject = measurement.subject
        var json = Self.name(subject)
        json["objects"] = .integer(Int64(subject.objects))
        if subject.method == .cached { json["cacheMessages"] = .integer(Int64(subject.cacheMessages)) }
        let counts = [
            ("kmsCalls", measurement.keyCalls), ("plaintextBytesToKMS", measurement.plaintextToKMS),
            ("ciphertextBytes", measurement.storedBytes), ("trailEvents", measurement.events),
            ("trailBytes", measurement.events * measurement.eventBytes),
            ("objectsPerDataKey", measurement.objectsPerDataKey),
        ]
        for (name, count) in counts { json[name] = .integer(Int64(count)) }
        json["wallSeconds"] = .number(measurement.wallSeconds)
        json["cpuSeconds"] = .number(measurement.cpuSeconds)
        return json
    }

    private static func name(_ subject: BenchCase) -> JSONObject {
        ["method": .string(subject.method.rawValue), "objectBytes": .integer(Int64(subject.objectBytes))]
    }

    private var modelled: JSONObject {
        [
            "isModel": true, "date": .string(PriceTable.date), "region": .string(PriceTable.region),
            "sources": .array(PriceTable.sources.map(JSONValue.string)),
            "roundTripSeconds": .number(model.roundTripSeconds),
            "requestsPerSecond": .number(model.requestsPerSecond),
            "dollarsPer10000Requests": .number(PriceTable.dollarsPer10000Requests),
            "rows": .array(measurements.map { .object(row($0)) }),
        ]
    }

    private func row(_ measurement: BenchMeasurement) -> JSONObject {
        var json = Self.name(measurement.subject)
        json["secondsPerObject"] = .number(model.secondsPerObject(measurement))
        json["objectsPerSecondAtQuota"] = .number(model.objectsPerSecond(measurement))
        json["dollarsPerMillionObjects"] = .number(model.dollarsPerMillion(measurement))
        return json
    }

    private var crossovers: JSONObject {
        JSONObject(
            Measure.allCases.compactMap { measure in
                crossover(measure).map { (measure.rawValue, .object($0.json)) }
            })
    }
}

extension Crossover {
    fileprivate var json: JSONObject {
        switch self {
        case .at(let bytes): ["bytes": .integer(Int64(bytes))]
        case .before(let bytes): ["atOrBelow": .integer(Int64(bytes))]
        case .after(let bytes): ["above": .integer(Int64(bytes))]
        }
    }
}
