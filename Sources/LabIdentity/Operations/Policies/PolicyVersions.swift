public import LabCore
import LabPolicy
public import LabService

/// A version of a managed policy, as answers have it.
public struct PolicyVersionOutput: JSONOutput {
    /// The policy.
    public let policy: PolicyRecord
    /// The version.
    public let version: PolicyRecord.Version
    /// Whether the answer shows the document.
    let withDocument: Bool

    /// The member.
    public var json: JSONObject {
        ["PolicyVersion": .object(policy.json(of: version, withDocument: withDocument))]
    }
}

/// `CreatePolicyVersion`: another version; five are the most.
///
/// - SeeAlso: IAM API Reference, "CreatePolicyVersion"
public enum CreatePolicyVersion: PolicyMutation {
    /// The version, without its document.
    public typealias Output = PolicyVersionOutput
    /// `CreatePolicyVersion`.
    public static let name = "CreatePolicyVersion"

    /// Which policy, and what it shall say.
    public struct Input: PolicyNamingInput {
        /// The ARN.
        public var policyARN: String
        /// The document.
        public var document: String
        /// Whether it shall be in effect at once.
        public var setsDefault: Bool

        /// Which policy, and what it shall say.
        public init(_ policyARN: String, document: String, setsDefault: Bool = false) {
            self.policyARN = policyARN
            self.document = document
            self.setsDefault = setsDefault
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            policyARN = members.policyARN()
            document = members.document(named: "PolicyDocument")
            setsDefault = members.bool("SetAsDefault") ?? false
        }

        /// Everything that was asked for.
        public var parameters: JSONObject {
            [
                "policyArn": .string(policyARN), "policyDocument": .string(document),
                "setAsDefault": .bool(setsDefault),
            ]
        }
    }

    /// Adds the version.
    public static func change(
        _ policy: inout PolicyRecord, _ input: Input, in call: Call
    ) throws(ServiceError) -> Output {
        guard policy.versions.count < IdentityLimits.versionsPerPolicy else {
            throw IAMError.limitExceeded(
                "A managed policy can have up to \(IdentityLimits.versionsPerPolicy) versions. Before you create a new "
                    + "version, you must delete an existing version.")
        }
        let document = try Documents.parse(input.document, .identity(.managed))
        let version = policy.addVersion(document, setsDefault: input.setsDefault, at: call.now)
        return Output(policy: policy, version: version, withDocument: false)
    }
}

/// `GetPolicyVersion`: one version with its document, percent-encoded.
///
/// - SeeAlso: IAM API Reference, "GetPolicyVersion"
public enum GetPolicyVersion: PolicyQuery {
    /// A version.
    public typealias Input = PolicyVersionInput
    /// The version.
    public typealias Output = PolicyVersionOutput
    /// `GetPolicyVersion`.
    public static let name = "GetPolicyVersion"

    /// Reads it.
    public static func perform(
        _ input: Input, on target: PolicyTarget, in call: Call, state: IdentityState
    ) throws(ServiceError) -> Output {
        let version = try target.require(version: input.versionID, in: call)
        return Output(policy: try target.require(in: call), version: version, withDocument: true)
    }
}

/// `ListPolicyVersions`: the versions of a policy, newest first.
///
/// - SeeAlso: IAM API Reference, "ListPolicyVersions"
public enum ListPolicyVersions: PolicyQuery {
    /// A policy and a page.
    public typealias Input = PolicyPageInput
    /// `ListPolicyVersions`.
    public static let name = "ListPolicyVersions"

    /// A page.
    public struct Output: JSONOutput {
        let policy: PolicyRecord
        /// The page.
        public let page: Listing<PolicyRecord.Version>
        /// The members.
        public var json: JSONObject {
            page.json("Versions") { .object(policy.json(of: $0, withDocument: false)) }
        }
    }

    /// Reads the page.
    public static func perform(
        _ input: Input, on target: PolicyTarget, in call: Call, state: IdentityState
    ) throws(ServiceError) -> Output {
        let policy = try target.require(in: call)
        // The key ascends while numbers descend.
        let page = try Listing(policy.versions.reversed(), input.page) { String(Int.max - $0.number) }
        return Output(policy: policy, page: page)
    }
}

/// `DeletePolicyVersion`: a version that is not in effect.
///
/// - SeeAlso: IAM API Reference, "DeletePolicyVersion"
public enum DeletePolicyVersion: PolicyMutation {
    /// A version.
    public typealias Input = PolicyVersionInput
    /// Nothing.
    public typealias Output = EmptyOutput
    /// `DeletePolicyVersion`.
    public static let name = "DeletePolicyVersion"

    /// Removes it.
    public static func change(
        _ policy: inout PolicyRecord, _ input: Input, in call: Call
    ) throws(ServiceError) -> EmptyOutput {
        let version = try policy.require(input.versionID)
        guard version.number != policy.defaultNumber else {
            throw IAMError.deleteConflict("Cannot delete the default version of a policy.")
        }
        policy.removeVersion(version)
        return EmptyOutput()
    }
}

/// `SetDefaultPolicyVersion`: puts a version into effect, everywhere at once.
///
/// - SeeAlso: IAM API Reference, "SetDefaultPolicyVersion"
public enum SetDefaultPolicyVersion: PolicyMutation {
    /// A version.
    public typealias Input = PolicyVersionInput
    /// Nothing.
    public typealias Output = EmptyOutput
    /// `SetDefaultPolicyVersion`.
    public static let name = "SetDefaultPolicyVersion"

    /// Puts it into effect.
    public static func change(
        _ policy: inout PolicyRecord, _ input: Input, in call: Call
    ) throws(ServiceError) -> EmptyOutput {
        policy.setDefault(try policy.require(input.versionID), at: call.now)
        return EmptyOutput()
    }
}

extension PolicyRecord {
    /// The version of this id.
    ///
    /// - Throws: `NoSuchEntity`.
    fileprivate func require(_ versionID: String) throws(ServiceError) -> Version {
        guard let version = version(versionID) else { throw IAMError.versionNotFound(arn, versionID) }
        return version
    }
}
