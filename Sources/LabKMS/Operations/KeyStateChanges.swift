public import LabCore
public import LabPolicy
public import LabService

/// An input that is a key and nothing else.
public struct KeyOnlyInput: KeyInput {
    /// The key.
    public var keyID: String

    /// A key.
    public init(keyID: String) {
        self.keyID = keyID
    }

    /// Reads the member.
    public init(_ members: MemberReader) {
        keyID = members.keyID()
    }
}

/// `EnableKey`: lets a disabled key be used again.
///
/// - SeeAlso: AWS KMS API Reference, "EnableKey"
public enum EnableKey: KeyMutation {
    /// A key.
    public typealias Input = KeyOnlyInput
    /// Nothing.
    public typealias Output = EmptyOutput
    /// `EnableKey`.
    public static let name = "EnableKey"
    /// Not while something is pending.
    public static let stateRule = KeyStateRule.toggle

    /// Enables the key. An automatic rotation that fell due while it was disabled happens now, once.
    public static func apply(
        _ input: Input, on target: KeyTarget, prepared: Void, in call: Call, to state: inout KMSState
    ) throws(ServiceError) -> Output {
        var key = target.key
        key.state = .enabled
        if let missed = key.rotation.nextDate, missed < call.now { key.rotation.nextDate = call.now }
        state.keys.put(key)
        return EmptyOutput()
    }
}

/// `DisableKey`: no cryptographic operation succeeds until the key is enabled again.
///
/// - SeeAlso: AWS KMS API Reference, "DisableKey"
public enum DisableKey: UsageAwareMutation {
    /// A key.
    public typealias Input = KeyOnlyInput
    /// Nothing.
    public typealias Output = EmptyOutput
    /// `DisableKey`.
    public static let name = "DisableKey"
    /// Not while something is pending.
    public static let stateRule = KeyStateRule.toggle

    /// Disables the key.
    public static func apply(
        _ input: Input, on target: KeyTarget, prepared: Void, in call: Call, to state: inout KMSState
    ) throws(ServiceError) -> Output {
        state.keys[target.key.address]?.state = .disabled
        return EmptyOutput()
    }
}

/// `ScheduleKeyDeletion`: deletes a key after a waiting period. Until then it cannot be used and can be kept after all.
///
/// - SeeAlso: AWS KMS API Reference, "ScheduleKeyDeletion"
public enum ScheduleKeyDeletion: UsageAwareMutation {
    /// `ScheduleKeyDeletion`.
    public static let name = "ScheduleKeyDeletion"
    /// Not twice.
    public static let stateRule = KeyStateRule.scheduleDeletion

    /// Which key, and how long to wait.
    public struct Input: KeyInput {
        /// The key.
        public var keyID: String
        /// The waiting period in days, 7 to 30.
        public var pendingWindowInDays: Int

        /// Which key, and how long to wait.
        public init(keyID: String, pendingWindowInDays: Int = KMSLimits.pendingWindowInDays.standard) {
            self.keyID = keyID
            self.pendingWindowInDays = pendingWindowInDays
        }

        /// Reads the members. AWS's model lets 365 days through; the service takes 7 to 30.
        public init(_ members: MemberReader) {
            keyID = members.keyID()
            pendingWindowInDays =
                members.integer("PendingWindowInDays", 1...365) ?? KMSLimits.pendingWindowInDays.standard
        }
    }

    /// The date.
    public struct Output: JSONOutput {
        /// The key as it is now.
        public let key: KeyRecord
        /// The waiting period in days.
        public let pendingWindowInDays: Int

        /// The members.
        public var json: JSONObject {
            var json: JSONObject = ["KeyId": .string(key.arn.description)]
            json["DeletionDate"] = key.deletionDate.map(JSONValue.moment)
            json["KeyState"] = .string(key.state.rawValue)
            json["PendingWindowInDays"] = .integer(Int64(pendingWindowInDays))
            return json
        }
    }

    /// The waiting period.
    public static func setConditions(_ input: Input, key: KeyRecord, in context: inout ConditionContext) {
        context.set("kms:ScheduleKeyDeletionPendingWindowInDays", String(input.pendingWindowInDays))
    }

    /// The waiting period must be one that the service takes.
    public static func checkKey(
        _ input: Input, _ key: KeyRecord, in call: Call, state: KMSState
    ) throws(ServiceError) {
        let range = KMSLimits.pendingWindowInDays.range
        guard range.contains(input.pendingWindowInDays) else {
            let isLow = input.pendingWindowInDays < range.lowerBound
            let bound =
                isLow ? "greater than or equal to \(range.lowerBound)" : "less than or equal to \(range.upperBound)"
            throw KMSError.validation(
                "1 validation error detected: Value '\(input.pendingWindowInDays)' at 'pendingWindowInDays' failed to "
                    + "satisfy constraint: Member must have value \(bound)")
        }
    }

    /// Schedules the deletion.
    public static func apply(
        _ input: Input, on target: KeyTarget, prepared: Void, in call: Call, to state: inout KMSState
    ) throws(ServiceError) -> Output {
        var key = target.key
        key.scheduleDeletion(inDays: input.pendingWindowInDays, now: call.now)
        state.keys.put(key)
        return Output(key: key, pendingWindowInDays: input.pendingWindowInDays)
    }

    /// Key and waiting period.
    public static func parameters(_ input: Input) -> JSONObject? {
        ["keyId": .string(input.keyID), "pendingWindowInDays": .integer(Int64(input.pendingWindowInDays))]
    }

    /// What the caller was answered, the date as text.
    public static func responseElements(_ output: Output, key: KeyRecord) -> JSONObject? {
        var elements: JSONObject = ["keyId": .string(output.key.arn.description)]
        elements["keyState"] = .string(output.key.state.rawValue)
        elements["deletionDate"] = (output.key.deletionDate?.cloudTrailText).map(JSONValue.string)
        elements["pendingWindowInDays"] = .integer(Int64(output.pendingWindowInDays))
        return elements
    }
}

/// `CancelKeyDeletion`: keeps a key that was to be deleted. It comes back disabled.
///
/// - SeeAlso: AWS KMS API Reference, "CancelKeyDeletion"
public enum CancelKeyDeletion: KeyMutation {
    /// A key.
    public typealias Input = KeyOnlyInput
    /// `CancelKeyDeletion`.
    public static let name = "CancelKeyDeletion"
    /// Only while pending deletion.
    public static let stateRule = KeyStateRule.cancelDeletion

    /// The key.
    public struct Output: JSONOutput {
        /// The key's ARN.
        public let keyARN: ARN

        /// The member.
        public var json: JSONObject { ["KeyId": .string(keyARN.description)] }
    }

    /// Keeps the key.
    public static func apply(
        _ input: Input, on target: KeyTarget, prepared: Void, in call: Call, to state: inout KMSState
    ) throws(ServiceError) -> Output {
        var key = target.key
        key.cancelDeletion()
        state.keys.put(key)
        return Output(keyARN: key.arn)
    }
}
