import LabCore
import LabIdentity
import LabPolicy
import LabService

/// One step of a suggestion, as the operation that would make it.
enum SuggestedStep: Sendable {
    /// Ask otherwise.
    case ask(key: String, value: String)
    /// Call this operation as the account's root user.
    case call(Service, String, JSONObject, account: AccountID)
    /// Put or delete a bucket's policy, as the account's root user: S3's operations have no JSON.
    case bucketPolicy(bucket: String, text: String?, account: AccountID)
    /// Change the documents that a session began with.
    case sessionPolicy(index: Int, text: String?)
    /// Change a level of the organization's policies; no operation does.
    case organization(account: AccountID, layer: Layer, level: Int, document: Int, text: String?)

    /// As doors show it.
    var json: JSONValue {
        switch self {
        case .ask(let key, let value): ["ask": [:], "key": .string(key), "value": .string(value)]
        case .call(let service, let name, let input, let account):
            [
                "service": .string(service.name), "operation": .string(name), "account": .string(account.digits),
                "input": .object(input),
            ]
        case .bucketPolicy(let bucket, let text, let account):
            [
                "service": "s3", "operation": text == nil ? "DeleteBucketPolicy" : "PutBucketPolicy",
                "account": .string(account.digits),
                "input": ["Bucket": .string(bucket), "Policy": text.map { .string($0) } ?? .null],
            ]
        case .sessionPolicy: ["edit": "the session's policy"]
        case .organization(let account, let layer, _, _, _):
            ["edit": .string("\(layer == .serviceControl ? "service" : "resource") control policies of \(account)")]
        }
    }
}

extension Suggestion.Change {
    /// The step that makes this change in the world behind `decision`.
    ///
    /// - Throws: `SuggestionRefused` for what cannot be changed: AWS's own policies, a key's only statement.
    func step(for decision: Decision, _ question: AccessQuestion) throws(ServiceError) -> SuggestedStep {
        switch self {
        case .ask(let key, let value): .ask(key: key, value: value)
        case .createGrant(let operations, let context):
            Self.grant(operations, context, to: question.caller.principal, on: decision.request)
        case .putPolicy(let place, let text): try place.step(for: decision, text: text)
        case .detachPolicy(let place): try place.step(for: decision, text: nil)
        }
    }

    private static func grant(
        _ operations: [String], _ context: [String: String], to grantee: Principal, on request: AccessRequest
    ) -> SuggestedStep {
        var input: JSONObject = [
            "KeyId": .string(request.resource), "GranteePrincipal": .string(grantee.arn),
            "Operations": .array(operations.map { .string($0) }),
        ]
        if !context.isEmpty {
            let pairs = context.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.string($0.value)) }
            input["Constraints"] = ["EncryptionContextSubset": .object(JSONObject(pairs))]
        }
        return .call(.kms, "CreateGrant", input, account: request.ownerAccount)
    }
}

extension AccessRequest {
    /// The account whose root user changes the resource's own policies.
    fileprivate var ownerAccount: AccountID { resourceOwner ?? principal.account ?? .standard }
}

extension PolicyPlace {
    /// The step that puts `text` here, or takes the document away.
    fileprivate func step(for decision: Decision, text: String?) throws(ServiceError) -> SuggestedStep {
        let request = decision.request
        switch layer {
        case .resource: return try resourceStep(request, text)
        case .identity: return try identityStep(decision, text)
        case .boundary: return try boundaryStep(decision, text)
        case .session: return .sessionPolicy(index: document ?? 0, text: text)
        case .serviceControl:
            return .organization(
                account: request.principal.account ?? .standard, layer: layer, level: level, document: document ?? 0,
                text: text)
        case .resourceControl:
            return .organization(
                account: request.ownerAccount, layer: layer, level: level, document: document ?? 0, text: text)
        case .vpcEndpoint, .grants: throw Self.refused("the lab keeps no policies of VPC endpoints")
        }
    }

    private func resourceStep(_ request: AccessRequest, _ text: String?) throws(ServiceError) -> SuggestedStep {
        let arn = ARN(request.resource)
        if let arn, arn.service == "s3" {
            let bucket = String(arn.resource.prefix { $0 != "/" })
            return .bucketPolicy(bucket: bucket, text: text, account: request.ownerAccount)
        }
        guard let text else { throw Self.refused("nothing would be left of the resource's policy") }
        switch arn?.service {
        case "kms":
            let input: JSONObject = [
                "KeyId": .string(request.resource), "Policy": .string(text), "BypassPolicyLockoutSafetyCheck": true,
            ]
            return .call(.kms, "PutKeyPolicy", input, account: request.ownerAccount)
        case "iam":
            let name = request.resource.split(separator: "/").last.map(String.init) ?? ""
            let input: JSONObject = ["RoleName": .string(name), "PolicyDocument": .string(text)]
            return .call(.iam, "UpdateAssumeRolePolicy", input, account: request.ownerAccount)
        default: throw Self.refused("policies of `\(request.resource)` cannot be tried yet")
        }
    }

    private func identityStep(_ decision: Decision, _ text: String?) throws(ServiceError) -> SuggestedStep {
        let account = decision.request.principal.account ?? .standard
        let attached = document.map { decision.policies.identity[$0] }
        if let arn = attached?.arn { return try managedStep(arn, text, account: account) }
        guard let (noun, holderName) = holder.entity else { throw Self.refused("`\(name)` belongs to no identity") }
        var input: JSONObject = ["\(noun)Name": .string(holderName), "PolicyName": .string(name)]
        input["PolicyDocument"] = text.map { .string($0) }
        return .call(.iam, "\(text == nil ? "Delete" : "Put")\(noun)Policy", input, account: account)
    }

    private func boundaryStep(_ decision: Decision, _ text: String?) throws(ServiceError) -> SuggestedStep {
        let account = decision.request.principal.account ?? .standard
        if let text, let arn = decision.policies.boundary?.arn {
            return try managedStep(arn, text, account: account)
        }
        guard let (noun, holderName) = holder.entity else { throw Self.refused("`\(name)` bounds nobody") }
        let input: JSONObject = ["\(noun)Name": .string(holderName)]
        return .call(.iam, "Delete\(noun)PermissionsBoundary", input, account: account)
    }

    private func managedStep(
        _ arn: String, _ text: String?, account: AccountID
    ) throws(ServiceError) -> SuggestedStep {
        guard let text else {
            guard let (noun, holderName) = holder.entity else { throw Self.refused("`\(name)` is attached to nobody") }
            let input: JSONObject = ["\(noun)Name": .string(holderName), "PolicyArn": .string(arn)]
            return .call(.iam, "Detach\(noun)Policy", input, account: account)
        }
        guard !arn.hasPrefix("arn:aws:iam::aws:") else {
            throw Self.refused("`\(name)` is AWS's own policy: nobody but AWS changes it; attach a copy instead")
        }
        let input: JSONObject = [
            "PolicyArn": .string(arn), "PolicyDocument": .string(text), "SetAsDefault": true,
        ]
        return .call(.iam, "CreatePolicyVersion", input, account: account)
    }

    private static func refused(_ message: String) -> ServiceError {
        ServiceError(ServiceError.Code("SuggestionRefused", 409), message)
    }
}

extension AttachedPolicy.Holder {
    /// IAM's word and the name, for what has policies of its own.
    fileprivate var entity: (noun: String, name: String)? {
        switch self {
        case .user(let name): ("User", name)
        case .group(let name): ("Group", name)
        case .role(let name): ("Role", name)
        default: nil
        }
    }
}
