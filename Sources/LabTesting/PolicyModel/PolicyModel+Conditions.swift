import LabCore
import LabPolicy

extension PolicyModel {
    /// Every operator must hold for every key.
    func conditionsHold(_ statement: JSONValue, hasVariables: Bool) -> Bool {
        let isAllow = statement["Effect"]?.string == "Allow"
        for (name, keys) in statement["Condition"]?.object?.members ?? [] {
            for (key, wanted) in keys.object?.members ?? [] {
                let condition = PolicyModelCondition(
                    name: name, key: key, wanted: texts(wanted), hasVariables: hasVariables, isAllow: isAllow)
                if !holds(condition) { return false }
            }
        }
        return true
    }

    private func holds(_ condition: PolicyModelCondition) -> Bool {
        guard condition.wantedMakesSense else { return false }
        if isAmbiguous(condition.key) { return !condition.isAllow }
        let found = values(of: condition.key)
        if found == nil, condition.isAllow, !ConditionKeyCatalog.isKnown(condition.key) { return false }
        let values = found ?? []
        if condition.base == "Null" { return condition.wanted.contains { $0.lowercased() == "\(values.isEmpty)" } }
        if values.isEmpty { return holdsForMissingKey(condition) }
        if condition.name.hasPrefix("ForAllValues:") { return values.allSatisfy { satisfies($0, condition) } }
        if condition.name.hasPrefix("ForAnyValue:") { return values.contains { satisfies($0, condition) } }
        return condition.isNegated
            ? values.allSatisfy { satisfies($0, condition) } : values.contains { satisfies($0, condition) }
    }

    private func holdsForMissingKey(_ condition: PolicyModelCondition) -> Bool {
        if condition.name.hasPrefix("ForAnyValue:") { return false }
        if condition.name.hasSuffix("IfExists") || condition.name.hasPrefix("ForAllValues:") { return true }
        return condition.isNegated
    }

    /// Whether one value of the request satisfies the operator: one of the wanted values for a positive one, none of
    /// them for a negated one. A variable without a value makes a negated comparison void.
    private func satisfies(_ found: String, _ condition: PolicyModelCondition) -> Bool {
        let results = condition.wanted.map { compare(found, $0, condition) }
        if results.contains(true) { return !condition.isNegated }
        return condition.isNegated && !results.contains(nil)
    }

    /// Compares with one wanted value; `nil` when the wanted value has a variable without a value.
    private func compare(_ found: String, _ wanted: String, _ condition: PolicyModelCondition) -> Bool? {
        let base = condition.positiveBase
        if base.hasPrefix("String") || base.hasPrefix("Arn") {
            let pattern = condition.hasVariables ? resolved(wanted) : characters(wanted)
            return pattern.map { compareText(found, $0, base: base, wanted: wanted, condition.hasVariables) }
        }
        if base.hasPrefix("Numeric") {
            return relation(base.dropFirst("Numeric".count), Double(found), Double(wanted))
        }
        if base.hasPrefix("Date") {
            return relation(base.dropFirst("Date".count), moment(found), moment(wanted))
        }
        switch base {
        case "Bool": return found.lowercased() == wanted.lowercased()
        case "BinaryEquals": return Base64.decode(found) != nil && Base64.decode(found) == Base64.decode(wanted)
        case "IpAddress": return PolicyModelNetwork.contains(wanted, found)
        default: return false
        }
    }

    private func compareText(
        _ found: String, _ pattern: [PatternCharacter], base: String, wanted: String, _ hasVariables: Bool
    ) -> Bool {
        switch base {
        case "StringLike": return wildcardsMatch(pattern[...], Array(found)[...])
        case "StringEquals": return plain(pattern) == found
        case "StringEqualsIgnoreCase": return plain(pattern).lowercased() == found.lowercased()
        default: return arnMatches(pattern, found)
        }
    }

    /// A pattern as text, its wildcards being ordinary characters.
    private func plain(_ pattern: [PatternCharacter]) -> String {
        String(
            pattern.map { character in
                switch character {
                case .literal(let character): character
                case .anyOne: "?"
                case .anyRun: "*"
                }
            })
    }

    /// Each of the six fields matches for itself.
    private func arnMatches(_ pattern: [PatternCharacter], _ found: String) -> Bool {
        let fields = found.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard fields.count == 6 else { return false }
        if pattern == [.anyRun] { return true }
        let wanted = pattern.split(separator: .literal(":"), maxSplits: 5, omittingEmptySubsequences: false)
        return wanted.count == 6
            && (0..<6).allSatisfy { wildcardsMatch(wanted[$0], Array(fields[$0])[...]) }
    }

    private func relation(_ name: some StringProtocol, _ found: Double?, _ wanted: Double?) -> Bool {
        guard let found, let wanted else { return false }
        switch name {
        case "Equals": return found == wanted
        case "LessThan": return found < wanted
        case "LessThanEquals": return found <= wanted
        case "GreaterThan": return found > wanted
        case "GreaterThanEquals": return found >= wanted
        default: return false
        }
    }

    private func moment(_ text: String) -> Double? {
        Double(text) ?? Timestamp(iso8601: text)?.secondsSince1970
    }
}

/// One operator with one key.
struct PolicyModelCondition {
    let name: String
    let key: String
    let wanted: [String]
    let hasVariables: Bool
    let isAllow: Bool

    /// The operator without prefix and suffix.
    var base: String {
        var base = name.split(separator: ":").last.map(String.init) ?? name
        if base.hasSuffix("IfExists") { base.removeLast("IfExists".count) }
        return base
    }

    var isNegated: Bool { base.contains("Not") }

    /// The operator turned round when it is negated, so that one comparison serves both.
    var positiveBase: String {
        switch base {
        case "NotIpAddress": "IpAddress"
        case "ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike": "ArnLike"
        default: base.split(separator: "Not").joined()
        }
    }

    /// Whether the policy's own values are what the operator compares.
    var wantedMakesSense: Bool {
        switch positiveBase {
        case let base where base.hasPrefix("Numeric"): wanted.allSatisfy { Double($0) != nil }
        case let base where base.hasPrefix("Date"):
            wanted.allSatisfy { Double($0) != nil || Timestamp(iso8601: $0) != nil }
        case "Bool", "Null": wanted.allSatisfy { ["true", "false"].contains($0.lowercased()) }
        case "BinaryEquals": wanted.allSatisfy { Base64.decode($0) != nil }
        case "IpAddress": wanted.allSatisfy(PolicyModelNetwork.isRange)
        default: true
        }
    }
}

/// Ranges of addresses, bit by bit.
enum PolicyModelNetwork {
    static func isRange(_ text: String) -> Bool {
        let parts = text.split(separator: "/")
        guard let count = bits(String(parts[0]))?.count else { return false }
        return parts.count == 1 || Int(parts[1]).map { (0...count).contains($0) } == true
    }

    static func contains(_ range: String, _ address: String) -> Bool {
        let parts = range.split(separator: "/")
        guard let wanted = bits(String(parts[0])), let found = bits(address), wanted.count == found.count else {
            return false
        }
        let length = parts.count == 2 ? Int(parts[1]) ?? wanted.count : wanted.count
        return wanted.prefix(length).elementsEqual(found.prefix(length))
    }

    private static func bits(_ address: String) -> [Bool]? {
        if address.contains(":") { return groups(address)?.flatMap { bits(of: UInt64($0), count: 16) } }
        let bytes = address.split(separator: ".").compactMap { UInt8($0) }
        return bytes.count == 4 ? bytes.flatMap { bits(of: UInt64($0), count: 8) } : nil
    }

    private static func bits(of number: UInt64, count: Int) -> [Bool] {
        (0..<count).map { number & (1 << (count - 1 - $0)) != 0 }
    }

    /// The eight groups of an IPv6 address, `::` filled up with zeros.
    private static func groups(_ address: String) -> [UInt16]? {
        let missing = 8 - address.split(separator: ":").count
        guard missing >= 0 else { return nil }
        let zeros = String(repeating: ":0", count: missing) + ":"
        let whole = address.contains("::") ? address.replacing("::", with: zeros) : address
        let groups = whole.split(separator: ":").compactMap { UInt16($0, radix: 16) }
        return groups.count == 8 ? groups : nil
    }
}
