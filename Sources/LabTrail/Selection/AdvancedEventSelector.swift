import LabCore
import LabService

/// An advanced event selector: conditions on fields, all of which an event must meet.
///
/// - SeeAlso: AWS CloudTrail API Reference, "AdvancedFieldSelector"
public struct AdvancedEventSelector: Hashable, Sendable, Codable {
    /// What it is called; `nil` for nothing.
    let name: String?
    let fields: [FieldSelector]

    /// Reads the members.
    init(_ members: MemberReader) {
        name = members.string("Name", 0...1000, pattern: ".*")
        fields = members.requiredStructures("FieldSelectors", 1..., of: FieldSelector.init)
    }

    /// Whether it selects an event.
    func selects(_ record: JSONObject) -> Bool { fields.allSatisfy { $0.admits(record) } }

    /// As answers show it.
    var json: JSONObject {
        var json: JSONObject = [:]
        json["Name"] = name.map(JSONValue.string)
        json["FieldSelectors"] = .array(fields.map { .object($0.json) })
        return json
    }
}

/// Conditions on one field. A positive one is met when one of its values fits, a negative one when none does.
struct FieldSelector: Hashable, Sendable, Codable {
    /// The fields that events can be selected by.
    enum Field: String, CaseIterable, Sendable {
        case eventCategory
        case eventSource
        case eventName
        case eventType
        case readOnly
        case resourceType = "resources.type"
        case resourceARN = "resources.ARN"
        case identity = "userIdentity.arn"
        case consoleSession = "sessionCredentialFromConsole"
    }

    let field: String
    let equals: [String]?
    let startsWith: [String]?
    let endsWith: [String]?
    let notEquals: [String]?
    let notStartsWith: [String]?
    let notEndsWith: [String]?

    init(_ members: MemberReader) {
        field = members.requiredString("Field", 1...1000, pattern: #"[\w|\d|\.|_]+"#)
        func values(_ name: String) -> [String]? { members.strings(name, 1..., each: 1...2048, pattern: ".+") }
        equals = values("Equals")
        startsWith = values("StartsWith")
        endsWith = values("EndsWith")
        notEquals = values("NotEquals")
        notStartsWith = values("NotStartsWith")
        notEndsWith = values("NotEndsWith")
    }

    /// Every operator that is used, with its values.
    var conditions: [(name: String, values: [String])] {
        let all = [
            ("Equals", equals), ("StartsWith", startsWith), ("EndsWith", endsWith), ("NotEquals", notEquals),
            ("NotStartsWith", notStartsWith), ("NotEndsWith", notEndsWith),
        ]
        return all.compactMap { name, values in values.map { (name, $0) } }
    }

    /// Whether an event meets all conditions. An event that lacks the field meets the negative ones only.
    func admits(_ record: JSONObject) -> Bool {
        let found = Field(rawValue: field)?.values(in: record) ?? []
        return conditions.allSatisfy { condition in
            let isNegative = condition.name.hasPrefix("Not")
            let isMet = found.contains { text in
                condition.values.contains { Self.fits(text, $0, condition.name) }
            }
            return isMet != isNegative
        }
    }

    private static func fits(_ text: String, _ value: String, _ condition: String) -> Bool {
        switch condition {
        case "Equals", "NotEquals": text.utf8.elementsEqual(value.utf8)
        case "StartsWith", "NotStartsWith": text.utf8.starts(with: value.utf8)
        default: text.utf8.reversed().starts(with: value.utf8.reversed())
        }
    }

    var json: JSONObject {
        var json: JSONObject = ["Field": .string(field)]
        for condition in conditions { json[condition.name] = .texts(condition.values) }
        return json
    }
}

extension FieldSelector.Field {
    /// What an event has in the field.
    fileprivate func values(in record: JSONObject) -> [String] {
        switch self {
        case .eventCategory, .eventSource, .eventName, .eventType: [record[rawValue]?.string].compactMap { $0 }
        case .readOnly: record["readOnly"]?.bool.map { [$0 ? "true" : "false"] } ?? []
        case .resourceType: (record["resources"]?.array ?? []).compactMap { $0["type"]?.string }
        case .resourceARN: (record["resources"]?.array ?? []).compactMap { $0["ARN"]?.string }
        case .identity: [record["userIdentity"]?["arn"]?.string].compactMap { $0 }
        case .consoleSession: ["false"]
        }
    }
}

extension [AdvancedEventSelector] {
    /// What PutEventSelectors refuses.
    func check() throws(ServiceError) {
        guard !isEmpty else { throw TrailError.invalidSelectors("There has to be an event selector.") }
        let conditions = flatMap(\.fields).flatMap(\.conditions).reduce(0) { $0 + $1.values.count }
        guard conditions <= TrailLimits.selectorConditions else {
            throw TrailError.invalidSelectors(
                "A trail's event selectors have at most \(TrailLimits.selectorConditions) conditions.")
        }
        for selector in self { try selector.check() }
    }
}

extension AdvancedEventSelector {
    fileprivate func check() throws(ServiceError) {
        for field in fields { try field.check() }
        guard Set(fields.map(\.field)).count == fields.count else {
            throw TrailError.invalidSelectors("An event selector names each field once.")
        }
        let category = value(of: .eventCategory)
        switch category {
        case "Management": break
        case "Data", "NetworkActivity":
            let needed: FieldSelector.Field = category == "Data" ? .resourceType : .eventSource
            guard value(of: needed) != nil else {
                throw TrailError.invalidSelectors("\(category ?? "") events are selected by one \(needed.rawValue).")
            }
        default:
            throw TrailError.invalidSelectors(
                "An event selector has one eventCategory that Equals Management, Data or NetworkActivity.")
        }
    }

    /// The one value that a field must equal.
    private func value(of field: FieldSelector.Field) -> String? {
        guard let selector = fields.first(where: { $0.field == field.rawValue }), selector.conditions.count == 1,
            selector.equals?.count == 1
        else { return nil }
        return selector.equals?.first
    }
}

extension FieldSelector {
    fileprivate func check() throws(ServiceError) {
        guard let known = Field(rawValue: field) else {
            throw TrailError.invalidSelectors("Events cannot be selected by the field \(field).")
        }
        guard !conditions.isEmpty else {
            throw TrailError.invalidSelectors("The field selector for \(field) has no condition.")
        }
        guard known == .readOnly else { return }
        guard conditions.count == 1, let value = equals, value == ["true"] || value == ["false"] else {
            throw TrailError.invalidSelectors("readOnly Equals true or false.")
        }
    }
}
