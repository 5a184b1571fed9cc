public import LabCore
import LabPolicy
public import LabService

/// `EnableRule`: lets a rule take events.
///
/// - SeeAlso: Amazon EventBridge API Reference, "EnableRule"
public enum EnableRule: RuleOperation, Mutation {
    /// Which rule.
    public typealias Input = RuleNameInput
    /// Nothing.
    public typealias Output = EmptyOutput
    /// `EnableRule`.
    public static let name = "EnableRule"
    /// Changes something.
    public static let isReadOnly = false

    /// Enables it; one that takes reads, too, goes on doing so.
    public static func apply(
        _ input: RuleNameInput, on target: RuleTargeted, prepared: Void, in call: Call, to state: inout EventsState
    ) throws(ServiceError) -> EmptyOutput {
        var rule = try target.existing()
        if rule.state == .disabled { (rule.state, rule.since) = (.enabled, call.now) }
        state.rules.put(rule)
        return EmptyOutput()
    }
}

/// `DisableRule`: keeps a rule from taking events.
///
/// - SeeAlso: Amazon EventBridge API Reference, "DisableRule"
public enum DisableRule: RuleOperation, Mutation {
    /// Which rule.
    public typealias Input = RuleNameInput
    /// Nothing.
    public typealias Output = EmptyOutput
    /// `DisableRule`.
    public static let name = "DisableRule"
    /// Changes something.
    public static let isReadOnly = false

    /// Disables it.
    public static func apply(
        _ input: RuleNameInput, on target: RuleTargeted, prepared: Void, in call: Call, to state: inout EventsState
    ) throws(ServiceError) -> EmptyOutput {
        var rule = try target.existing()
        rule.state = .disabled
        state.rules.put(rule)
        return EmptyOutput()
    }
}

/// `DeleteRule`: removes a rule that has no targets. One that is not there is no loss.
///
/// - SeeAlso: Amazon EventBridge API Reference, "DeleteRule"
public enum DeleteRule: RuleOperation, Mutation {
    /// Nothing.
    public typealias Output = EmptyOutput
    /// `DeleteRule`.
    public static let name = "DeleteRule"
    /// Changes something.
    public static let isReadOnly = false

    /// Which rule.
    public struct Input: RuleInput {
        /// The rule.
        public let ruleName: String
        /// Its bus.
        public let eventBus: String?

        /// Reads the members. `Force` is for rules that services manage, which the lab has none of.
        public init(_ members: MemberReader) {
            ruleName = members.ruleName("Name")
            eventBus = members.eventBus()
            _ = members.bool("Force")
        }
    }

    /// Removes it.
    public static func apply(
        _ input: Input, on target: RuleTargeted, prepared: Void, in call: Call, to state: inout EventsState
    ) throws(ServiceError) -> EmptyOutput {
        guard target.rule?.targets.isEmpty ?? true else { throw EventsError.hasTargets }
        state.rules[target.address] = nil
        return EmptyOutput()
    }
}
