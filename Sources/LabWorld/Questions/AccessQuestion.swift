import LabCore
import LabIdentity
import LabKMS
import LabPolicy
import LabS3
import LabService

/// A question to the authorizer: may somebody do something to something, asked in a certain way?
///
/// Nobody does anything, so a question leaves no event. It is answered from the documents that a request would be decided
/// by, with the demand that the operation would make.
struct AccessQuestion: Sendable {
    /// Who would ask.
    var caller: Caller
    /// The action, such as `kms:Decrypt`.
    var action: String
    /// What to: a key as operations take it, an ARN, or `*`.
    var resource: String
    /// The Region that the request would be addressed to.
    var region: Region
    /// The encryption context of the request.
    var encryptionContext: EncryptionContext
    /// Where the request would come from.
    var origin: RequestOrigin
    /// Condition keys that are said outright; they count, whatever the rest says.
    var conditions: ConditionContext

    /// A question, asked plainly.
    init(
        _ caller: Caller, _ action: String, on resource: String, in region: Region = .standard,
        encryptionContext: EncryptionContext = .empty, origin: RequestOrigin = RequestOrigin(),
        conditions: ConditionContext = ConditionContext()
    ) {
        self.caller = caller
        self.action = ActionName.canonical(action)
        self.resource = resource
        self.region = region
        self.encryptionContext = encryptionContext
        self.origin = origin
        self.conditions = conditions
    }

    /// The same question, asked so that the request has `value` for the condition key `key`.
    mutating func ask(_ key: String, _ value: String) {
        let prefix = "kms:encryptioncontext:"
        switch key.lowercased() {
        case "kms:viaservice": origin.viaServices = [value]
        case "aws:sourceip": origin.sourceIP = value
        case let name where name.hasPrefix(prefix):
            let pair = String(key.dropFirst(prefix.count))
            encryptionContext = encryptionContext.setting(pair, value)
        default: break
        }
        conditions.replace(key, [value])
    }
}

extension EncryptionContext {
    /// The context with `value` for `key`, whether or not it had the key.
    fileprivate func setting(_ key: String, _ value: String) -> EncryptionContext {
        let others = pairs.filter { !$0.key.utf8.elementsEqual(key.utf8) }
        return EncryptionContext(others + [(key, value)]) ?? self
    }
}

/// The names of actions.
enum ActionName {
    /// The action in AWS's spelling, where the lab knows it; `kms:` may be left out.
    static func canonical(_ text: String) -> String {
        let full = text.contains(":") ? text : "kms:\(text)"
        let folded = full.lowercased()
        return keyActions.first { $0.lowercased() == folded } ?? full
    }

    /// Every action of the key service that the lab decides about.
    static let keyActions: [String] = {
        let names = KMSOperations.all.names.filter { $0 != "ReEncrypt" } + ["ReEncryptFrom", "ReEncryptTo"]
        return names.map { "kms:\($0)" }
    }()
}

extension Lab {
    /// Answers a question in the world as it stands.
    ///
    /// - Throws: the service's error for a resource that is not there; `InvalidDoorInput` for an action that the lab
    ///   knows nothing of.
    func answer(_ question: AccessQuestion) throws(ServiceError) -> Decision {
        let call = try call(as: question.caller, in: question.region, from: question.origin)
        let world = world
        let demand = try world.demand(question, in: call)
        return Authorizer.answer(demand, in: call, world: world, conditions: question.conditions)
    }
}

extension WorldState {
    /// What the action demands of the resource.
    fileprivate func demand(_ question: AccessQuestion, in call: Call) throws(ServiceError) -> AccessDemand {
        switch question.action.prefix(while: { $0 != ":" }) {
        case "kms":
            guard ActionName.keyActions.contains(question.action) else { throw Self.unknownAction(question.action) }
            return try kms.demand(
                question.action, on: question.resource, context: question.encryptionContext, in: call)
        case "sts": return try roleDemand(question, in: call)
        case "s3" where question.resource != "*":
            return try s3.demand(question.action, on: question.resource, in: call)
        default: return plainDemand(question, in: call)
        }
    }

    /// Only identity policies decide.
    private func plainDemand(_ question: AccessQuestion, in call: Call) -> AccessDemand {
        let owner = ARN(question.resource).flatMap { AccountID($0.account) } ?? call.account
        return AccessDemand(action: question.action, resource: question.resource, owner: owner, rules: .identityOnly)
    }

    private func roleDemand(_ question: AccessQuestion, in call: Call) throws(ServiceError) -> AccessDemand {
        guard let role = role(named: question.resource, in: call.account) else {
            guard question.resource == "*" else {
                throw DoorInput.error("there is no role `\(question.resource)`")
            }
            return AccessDemand(action: question.action, resource: "*", rules: .identityOnly)
        }
        return AccessDemand(
            action: question.action, resource: role.arn, owner: role.account, policy: role.trustPolicy,
            rules: .roleTrust)
    }

    private static func unknownAction(_ action: String) -> ServiceError {
        let hint =
            action == "kms:ReEncrypt"
            ? "ReEncrypt takes two actions: kms:ReEncryptFrom and kms:ReEncryptTo"
            : "actions are called like operations: kms:Decrypt, kms:GenerateDataKey, …"
        return ServiceError(ServiceError.Code("InvalidDoorInput"), "there is no action `\(action)`", hint: hint)
    }
}
