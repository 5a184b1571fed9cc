public import LabCore
import LabPolicy
import LabService

/// What an operation does, as far as a grant's constraints ask.
public enum GrantUse: Sendable {
    /// Constraints do not concern it: DescribeKey, RetireGrant, and operations without an encryption context.
    case unconstrained
    /// It has this encryption context.
    case encryption(EncryptionContext)
    /// It makes another grant, which must not be wider.
    case grant([GrantOperation], GrantConstraints)
}

extension GrantConstraints {
    /// Why the constraints are not met; `nil` when they are.
    func obstacle(to use: GrantUse) -> String? {
        switch use {
        case .unconstrained: nil
        case .encryption(let context): obstacle(to: context)
        case .grant(_, let child): obstacle(to: child)
        }
    }

    private func obstacle(to context: EncryptionContext) -> String? {
        if let wanted = encryptionContextEquals, wanted != context {
            return "wants the encryption context \(wanted.json.compactText) and no other"
        }
        if let wanted = encryptionContextSubset, !context.contains(wanted) {
            return "wants \(wanted.json.compactText) in the encryption context"
        }
        return nil
    }

    /// A grant made through this one must be as strict: a subset may gain pairs or become an equality, an equality must
    /// stay what it is.
    private func obstacle(to child: GrantConstraints) -> String? {
        if let wanted = encryptionContextEquals, child.encryptionContextEquals != wanted {
            return "allows grants with EncryptionContextEquals \(wanted.json.compactText) only"
        }
        if let wanted = encryptionContextSubset, child.typeName == nil || !child.pairs.contains(wanted) {
            return "allows grants with \(wanted.json.compactText) in their constraint only"
        }
        return nil
    }
}

extension GrantTerms {
    /// Why the grant does not cover `operation`; `nil` when it does.
    func obstacle(to operation: GrantOperation, _ use: GrantUse, sourceARN: String?) -> GrantFinding.Result? {
        guard operations.contains(operation) else { return .operationNotListed(operations.map(\.rawValue)) }
        if case .grant(let wanted, _) = use, let wider = wanted.first(where: { !operations.contains($0) }) {
            return .constraintFails("does not list \(wider.rawValue) itself")
        }
        if let wanted = constraints.sourceARN, wanted != sourceARN {
            return .constraintFails("is for requests on behalf of \(wanted)")
        }
        return constraints.obstacle(to: use).map { .constraintFails($0) }
    }
}

/// The names by which a grant can mean a caller.
struct GranteeNames {
    private let names: [(text: String, grantee: GrantFinding.Grantee)]

    init(_ principal: Principal) {
        switch principal {
        case .root(let account): names = [(account.root.description, .caller)]
        case .user(let account, _, _, let id):
            names = [(principal.arn, .caller), (id, .caller), (account.root.description, .account)]
        case .assumedRole(let account, _, _, let roleID, _):
            names = [
                (principal.arn, .caller), (principal.policyARN, .role), (roleID, .role),
                (account.root.description, .account),
            ]
        case .service(let name): names = [(name, .caller)]
        case .anonymous: names = []
        }
    }

    /// The texts.
    var texts: [String] { names.map(\.text) }

    /// How `grantee` means the caller; `nil` when it means somebody else.
    func match(_ grantee: GrantPrincipal) -> GrantFinding.Grantee? {
        names.first { $0.text == grantee.text }?.grantee
    }
}
