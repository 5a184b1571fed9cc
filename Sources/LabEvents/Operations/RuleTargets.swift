public import LabCore
import LabPolicy
public import LabService

/// `PutTargets`: adds targets to a rule, or changes those of the same id. Each stands or falls by itself.
///
/// - SeeAlso: Amazon EventBridge API Reference, "PutTargets"
public enum PutTargets: RuleOperation, Mutation {
    /// What failed.
    public typealias Output = JSONAnswer
    /// `PutTargets`.
    public static let name = "PutTargets"
    /// Changes something.
    public static let isReadOnly = false

    /// The targets.
    public struct Input: RuleInput {
        /// The rule.
        public let ruleName: String
        /// Its bus.
        public let eventBus: String?
        let targets: [RuleTarget]

        /// Reads the members.
        public init(_ members: MemberReader) {
            ruleName = members.ruleName("Rule")
            eventBus = members.eventBus()
            targets = members.requiredStructures("Targets", 1...100, of: RuleTarget.init)
        }
    }

    /// Targets that make sense.
    public static func check(
        _ input: Input, on target: RuleTargeted, in call: Call, state: EventsState
    ) throws(ServiceError) {
        _ = try target.existing()
        for entry in input.targets {
            if let flaw = entry.flaw { throw EventsError.invalid(flaw) }
        }
    }

    /// Puts those that the lab can deliver to.
    public static func apply(
        _ input: Input, on target: RuleTargeted, prepared: Void, in call: Call, to state: inout EventsState
    ) throws(ServiceError) -> JSONAnswer {
        var rule = try target.existing()
        var failures: [JSONValue] = []
        for entry in input.targets {
            let refusal = Self.refusal(of: entry, in: rule)
            if let refusal { failures.append(refusal) } else { rule.put(entry) }
        }
        state.rules.put(rule)
        return .failures(failures)
    }

    private static func refusal(of entry: RuleTarget, in rule: EventRule) -> JSONValue? {
        guard let arn = ARN(entry.arn), arn.service == Service.sns.name, arn.region == rule.address.region.code else {
            return .failure(
                entry.id, "UnsupportedTarget",
                "kmslab delivers to SNS topics of the rule's Region, and to nothing else.")
        }
        let isNew = !rule.targets.contains { $0.id == entry.id }
        guard !isNew || rule.targets.count < EventsLimits.targets else {
            return .failure(entry.id, "LimitExceeded", "The requested resource exceeds the maximum number allowed.")
        }
        return nil
    }

    /// The targets.
    public static func parameters(_ input: Input) -> JSONObject {
        ["rule": .string(input.ruleName), "targets": .array(input.targets.map(\.auditValue))]
    }
}

/// `RemoveTargets`: takes targets from a rule.
///
/// - SeeAlso: Amazon EventBridge API Reference, "RemoveTargets"
public enum RemoveTargets: RuleOperation, Mutation {
    /// What failed.
    public typealias Output = JSONAnswer
    /// `RemoveTargets`.
    public static let name = "RemoveTargets"
    /// Changes something.
    public static let isReadOnly = false

    /// The ids.
    public struct Input: RuleInput {
        /// The rule.
        public let ruleName: String
        /// Its bus.
        public let eventBus: String?
        let ids: [String]

        /// Reads the members. `Force` is for rules that services manage, which the lab has none of.
        public init(_ members: MemberReader) {
            ruleName = members.ruleName("Rule")
            eventBus = members.eventBus()
            ids = members.requiredStrings("Ids", 1...100, each: 1...64, pattern: #"[\.\-_A-Za-z0-9]+"#)
            _ = members.bool("Force")
        }
    }

    /// Takes them away; an id that no target has fails by itself.
    public static func apply(
        _ input: Input, on target: RuleTargeted, prepared: Void, in call: Call, to state: inout EventsState
    ) throws(ServiceError) -> JSONAnswer {
        var rule = try target.existing()
        let unknown = input.ids.filter { id in !rule.targets.contains { $0.id == id } }
        rule.targets.removeAll { input.ids.contains($0.id) }
        state.rules.put(rule)
        return .failures(
            unknown.map { id in
                .failure(
                    id, "ResourceNotFoundException", "Rule \(input.ruleName) does not have a target with ID \(id).")
            })
    }

    /// The ids.
    public static func parameters(_ input: Input) -> JSONObject {
        ["rule": .string(input.ruleName), "ids": .texts(input.ids)]
    }
}

extension EventRule {
    /// Adds a target, or puts it in the place of the one of its id.
    fileprivate mutating func put(_ target: RuleTarget) {
        if let index = targets.firstIndex(where: { $0.id == target.id }) {
            targets[index] = target
        } else {
            targets.append(target)
        }
    }
}

extension RuleTarget {
    fileprivate var auditValue: JSONValue { ["id": .string(id), "arn": .string(arn)] }
}

extension JSONAnswer {
    fileprivate static func failures(_ failures: [JSONValue]) -> JSONAnswer {
        JSONAnswer(json: ["FailedEntryCount": .integer(Int64(failures.count)), "FailedEntries": .array(failures)])
    }
}

extension JSONValue {
    fileprivate static func failure(_ id: String, _ code: String, _ message: String) -> JSONValue {
        ["TargetId": .string(id), "ErrorCode": .string(code), "ErrorMessage": .string(message)]
    }
}
