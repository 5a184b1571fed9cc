import LabCore

/// The values a condition wants, read once as what its operator compares.
enum Operands: Sendable {
    case strings([PolicyText])
    case arns([PolicyText])
    case numbers([Double], ConditionOperator.Comparison)
    case dates([Timestamp], ConditionOperator.Comparison)
    case bools([Bool])
    case blobs([[UInt8]])
    case networks([NetworkRange])
    case absence([Bool])

    /// Reads `values` for `test`; `nil` when one of them is not what the operator compares.
    init?(_ values: [String], for test: ConditionOperator.Test, hasVariables: Bool) {
        func read<Value>(_ parse: (String) -> Value?) -> [Value]? {
            let parsed = values.compactMap(parse)
            return parsed.count == values.count ? parsed : nil
        }
        func texts(wildcards: Bool, ignoresCase: Bool = false) -> [PolicyText] {
            let reading = PolicyText.Reading(
                wildcards: wildcards, variablesAfterColons: hasVariables ? 0 : nil, ignoresCase: ignoresCase)
            return values.map { PolicyText($0, reading) }
        }
        switch test {
        case .string(.equals): self = .strings(texts(wildcards: false))
        case .string(.equalsIgnoringCase): self = .strings(texts(wildcards: false, ignoresCase: true))
        case .string(.like): self = .strings(texts(wildcards: true))
        case .arn: self = .arns(texts(wildcards: true))
        case .numeric(let comparison):
            guard let numbers = read(Self.number) else { return nil }
            self = .numbers(numbers, comparison)
        case .date(let comparison):
            guard let dates = read(Self.date) else { return nil }
            self = .dates(dates, comparison)
        case .bool:
            guard let bools = read(Self.bool) else { return nil }
            self = .bools(bools)
        case .binary:
            guard let blobs = read(Base64.decode) else { return nil }
            self = .blobs(blobs)
        case .address:
            guard let networks = read(NetworkRange.init) else { return nil }
            self = .networks(networks)
        case .null:
            guard let bools = read(Self.bool) else { return nil }
            self = .absence(bools)
        }
    }

    /// A decimal number, without the forms that only programmers write (hexadecimal, infinity).
    static func number(_ text: String) -> Double? {
        let isDecimal = text.utf8.allSatisfy {
            (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
                || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "E")
        }
        guard isDecimal, let value = Double(text), value.isFinite else { return nil }
        return value
    }

    /// A moment: ISO 8601, or seconds since 1970. A plain number counts as seconds, so a year alone does not exist.
    static func date(_ text: String) -> Timestamp? {
        guard let seconds = number(text) else { return Timestamp(iso8601: text) }
        return abs(seconds) < 1e12 ? Timestamp(secondsSince1970: seconds) : nil
    }

    static func bool(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true": true
        case "false": false
        default: nil
        }
    }
}

extension Operands {
    /// How one value of the request compares with the wanted ones.
    enum Comparison {
        case matches
        case differs
        /// No wanted value matches, and one of them holds a variable that has no value for this request.
        case unresolved
    }

    /// Whether `found` is one of the wanted values, or stands in the wanted relation to one of them.
    func compare(_ found: String, in request: AccessRequest) -> Comparison {
        switch self {
        case .strings(let wanted): Self.compareTexts(found, wanted, in: request)
        case .arns(let wanted): Self.compareARNs(found, wanted, in: request)
        case .numbers(let wanted, let comparison):
            Self.result(Self.number(found).map { value in wanted.contains { comparison.holds(value, $0) } })
        case .dates(let wanted, let comparison):
            Self.result(Self.date(found).map { value in wanted.contains { comparison.holds(value, $0) } })
        case .bools(let wanted): Self.result(Self.bool(found).map(wanted.contains))
        case .blobs(let wanted): Self.result(Base64.decode(found).map(wanted.contains))
        case .networks(let wanted):
            Self.result(NetworkAddress(found).map { address in wanted.contains { $0.contains(address) } })
        case .absence: .differs
        }
    }

    private static func result(_ matches: Bool?) -> Comparison { matches == true ? .matches : .differs }

    private static func compareTexts(_ found: String, _ wanted: [PolicyText], in request: AccessRequest) -> Comparison {
        let text = wanted.first?.ignoresCase == true ? found.lowercased() : found
        return compare(wanted, in: request) { Glob.matches($0.span, text.utf8Span.span) }
    }

    private static func compareARNs(_ found: String, _ wanted: [PolicyText], in request: AccessRequest) -> Comparison {
        compare(wanted, in: request) { ARNPattern.matches($0.span, found.utf8Span.span) }
    }

    private static func compare(_ wanted: [PolicyText], in request: AccessRequest, _ matches: ([UInt16]) -> Bool)
        -> Comparison
    {
        var hasUnresolved = false
        for text in wanted {
            guard let units = text.units(in: request) else {
                hasUnresolved = true
                continue
            }
            if matches(units) { return .matches }
        }
        return hasUnresolved ? .unresolved : .differs
    }
}
