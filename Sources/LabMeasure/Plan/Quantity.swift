/// Sizes and times as people write them, and as they read them.
public enum Quantity {
    private static let units: [(name: String, bytes: Int)] = [
        ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1),
    ]

    /// The bytes that `text` names: `256`, `256B`, `4KiB`, `10 MiB`, `1GiB`; `nil` for anything else.
    public static func bytes(_ text: String) -> Int? {
        let text = text.filter { $0 != " " }
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let count = Int(digits), count > 0 else { return nil }
        let suffix = text.dropFirst(digits.count)
        guard !suffix.isEmpty else { return count }
        guard let unit = units.first(where: { $0.name.lowercased() == suffix.lowercased() }) else { return nil }
        let (bytes, isTooMuch) = count.multipliedReportingOverflow(by: unit.bytes)
        return isTooMuch ? nil : bytes
    }

    /// `256 B`, `4 KiB`, `1.5 MiB`.
    public static func text(bytes: Int) -> String {
        let unit = units.first { bytes >= $0.bytes } ?? ("B", 1)
        return "\(text(number: Double(bytes) / Double(unit.bytes))) \(unit.name)"
    }

    /// The seconds that `text` names: `8ms`, `150us`, `0.5s`, `0`; `nil` for anything else.
    public static func seconds(_ text: String) -> Double? {
        let units: [(String, Double)] = [("ms", 1e-3), ("us", 1e-6), ("s", 1), ("", 1)]
        for (suffix, factor) in units where text.hasSuffix(suffix) {
            guard let value = Double(text.dropLast(suffix.count)), value.isFinite, value >= 0 else { continue }
            return suffix.isEmpty && value > 0 ? nil : value * factor
        }
        return nil
    }

    /// `850 us`, `1.25 ms`, `12.3 s`.
    public static func text(seconds: Double) -> String {
        switch seconds {
        case ..<0.9995e-3: "\(text(number: seconds * 1e6)) us"
        case ..<0.9995: "\(text(number: seconds * 1e3)) ms"
        default: "\(text(number: seconds)) s"
        }
    }

    /// Three significant digits, and no more places than that needs.
    public static func text(number: Double) -> String {
        guard number < 1e15 else { return String(number) }
        guard number >= 1000 else {
            let places = number == 0 || number >= 100 ? 0 : number >= 10 ? 1 : number >= 1 ? 2 : 3
            return decimal(number, places: places)
        }
        return grouped(Int(number.rounded()))
    }

    /// A number with at most `places` places behind the point, without zeros at the end.
    static func decimal(_ number: Double, places: Int) -> String {
        var scale = 1
        for _ in 0..<places { scale *= 10 }
        let scaled = Int((number * Double(scale)).rounded())
        guard scale > 1, scaled % scale != 0 else { return String(scaled / scale) }
        var fraction = String(scaled % scale)
        fraction = String(repeating: "0", count: places - fraction.count) + fraction
        while fraction.hasSuffix("0") { fraction.removeLast() }
        return "\(scaled / scale).\(fraction)"
    }

    /// Digits in groups of three.
    public static func grouped(_ number: Int) -> String {
        var groups: [Substring] = []
        var digits = Substring(String(number))
        while digits.count > 3 {
            groups.insert(digits.suffix(3), at: 0)
            digits = digits.dropLast(3)
        }
        return ([digits] + groups).joined(separator: ",")
    }
}
