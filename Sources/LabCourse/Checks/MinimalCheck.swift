import LabCore

/// `minimal`: somebody may do nothing to a key but what is named.
struct MinimalCheck: Check {
    static let name = "minimal"
    static let parameters = ["who", "on", "only"]
    static let codes = ["surplus"]

    let who: String
    let key: String
    let actions: [String]

    init(_ map: Parameters) throws(LabFileError) {
        who = try map.required("who")
        key = try map.required("on")
        actions = try map.requiredTexts("only").map { $0.contains(":") ? $0 : "kms:\($0)" }
    }
}

extension MinimalCheck {
    func evaluate(in experiment: Experiment, id: String) async throws(ServiceError) -> Finding {
        let question: JSONObject = [
            "as": [.string(who)], "resources": [.string(key)], "actions": .array(KeyActions.all.map(JSONValue.string)),
        ]
        let outcome = try await experiment.outcome(Experiment.door("can", question))
        guard outcome.error == nil else { return .fail("surplus", outcome, ["surplus": outcome.error?.message ?? ""]) }
        let allowed = (outcome.output["cells"]?.array ?? []).filter { $0["outcome"]?.string == "allowed" }
        let surplus = allowed.compactMap { $0["action"]?.string }.filter { !actions.contains($0) }
        return surplus.isEmpty ? .pass() : .fail("surplus", ["surplus": surplus.joined(separator: ", ")])
    }
}

/// What can be done to a key.
enum KeyActions {
    /// The actions that a key's policy decides about.
    static let all = [
        "CancelKeyDeletion", "CreateGrant", "Decrypt", "DescribeKey", "DisableKey", "DisableKeyRotation", "EnableKey",
        "EnableKeyRotation", "Encrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext", "GetKeyPolicy",
        "GetKeyRotationStatus", "ListGrants", "ListKeyRotations", "PutKeyPolicy", "ReEncryptFrom", "ReEncryptTo",
        "RevokeGrant", "RotateKeyOnDemand", "ScheduleKeyDeletion", "TagResource", "UntagResource",
        "UpdateKeyDescription",
    ].map { "kms:\($0)" }
}
