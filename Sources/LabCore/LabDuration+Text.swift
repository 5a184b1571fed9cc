extension LabDuration {
    /// Reads a length as people write it: a whole number and a unit, `90s`, `15m`, `12h`, `366d`, `2w` or `2y` (365
    /// days), with an optional `+`. Several may stand behind each other: `1d12h`.
    public init?(_ text: some StringProtocol) {
        var rest = Substring(text).drop { $0 == "+" }
        var total = LabDuration(milliseconds: 0)
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard (1...9).contains(digits.utf8.count), let count = Int(digits),
                let unit = rest.dropFirst(digits.count).first, let seconds = Self.seconds(in: unit)
            else { return nil }
            total = total + LabDuration(milliseconds: Int64(count) * seconds * 1000)
            rest = rest.dropFirst(digits.count + 1)
        }
        self = total
    }

    private static func seconds(in unit: Character) -> Int64? {
        switch unit {
        case "s": 1
        case "m": 60
        case "h": 3600
        case "d": 86_400
        case "w": 7 * 86_400
        case "y": 365 * 86_400
        default: nil
        }
    }
}
