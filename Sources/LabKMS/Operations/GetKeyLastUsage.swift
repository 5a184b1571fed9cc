public import LabCore
import LabPolicy
public import LabService

/// `GetKeyLastUsage`: when a key was last used, by which operation, and where the trail has it.
///
/// - SeeAlso: AWS KMS API Reference, "GetKeyLastUsage"
public enum GetKeyLastUsage: KeyQuery {
    /// A key.
    public typealias Input = KeyOnlyInput
    /// `GetKeyLastUsage`.
    public static let name = "GetKeyLastUsage"
    /// In every state.
    public static let stateRule = KeyStateRule.always

    /// The last use.
    public struct Output: JSONOutput {
        /// The key.
        public let key: KeyRecord
        /// The last use; `nil` when there was none.
        public let lastUse: KeyUse?

        /// The members; `KeyLastUsage` is there and empty for a key that was never used.
        public var json: JSONObject {
            var usage: JSONObject = [:]
            if let lastUse {
                usage["Operation"] = .string(lastUse.operation)
                usage["Timestamp"] = .moment(lastUse.time)
                usage["CloudTrailEventId"] = .string(lastUse.eventID)
                usage["KmsRequestId"] = .string(lastUse.requestID)
            }
            return [
                "KeyId": .string(key.arn.description), "KeyLastUsage": .object(usage),
                "TrackingStartDate": .moment(key.createdAt), "KeyCreationDate": .moment(key.createdAt),
            ]
        }
    }

    /// Looks it up.
    public static func perform(
        _ input: Input, on target: KeyTarget, in call: Call, state: KMSState
    ) throws(ServiceError) -> Output {
        Output(key: target.key, lastUse: call.usage?.keys.lastUse(of: target.key.arn.description))
    }
}

/// A change of a key whose conditions can ask for how long the key has not been used.
protocol UsageAwareMutation: KeyMutation {}

extension UsageAwareMutation {
    /// One demand: the operation's action on the key, with `kms:TrailingDaysWithoutKeyUsage`.
    public static func demands(
        _ input: Input, on target: KeyTarget, in call: Call, state: KMSState
    ) -> [AccessDemand] {
        var demand = KeyDemand.make(action, on: target, in: call, state: state) { context in
            setConditions(input, key: target.key, in: &context)
            let since = call.usage?.keys.lastUse(of: target.key.arn.description)?.time ?? target.key.createdAt
            context.set("kms:TrailingDaysWithoutKeyUsage", String((call.now - since).wholeDays))
        }
        if target.key.address.account != call.account { demand.policy = nil }
        return [demand]
    }
}
