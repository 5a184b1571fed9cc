import LabCore
import LabCrypto
import LabPolicy
import LabService

extension KMSState {
    /// The grants on a key, ascending by id.
    public func grants(on key: KeyAddress, from grantID: String = "") -> [GrantRecord] {
        grants.prefix(from: GrantAddress(key: key, grantID: grantID)) { $0.key == key }
    }

    /// Of the grants that are for somebody else, so many are named in an explanation.
    private static let mostStrangers = 16

    /// What the grants on `key` have to say to `action` by the caller: all that are for the caller, and for the
    /// explanation some that are not.
    func grantFindings(for action: String, on key: KeyAddress, _ use: GrantUse, by call: Call) -> [GrantFinding] {
        guard grants.count > 0, let operation = GrantOperation(action: action) else { return [] }
        let names = GranteeNames(call.caller.principal)
        let own = names.texts.flatMap { grants.rows(in: GrantRecord.group(key, $0)) }
        let findings = own.map { grant in
            finding(grant, grant.terms.obstacle(to: operation, use, sourceARN: call.origin.sourceARN), names)
        }
        return findings + strangers(on: key, but: names)
    }

    private func finding(
        _ grant: GrantRecord, _ obstacle: GrantFinding.Result?, _ names: GranteeNames
    ) -> GrantFinding {
        let grantee = names.match(grant.terms.grantee) ?? .caller
        return GrantFinding(
            grantID: grant.address.grantID, name: grant.terms.name, result: obstacle ?? .applies(grantee))
    }

    private func strangers(on key: KeyAddress, but names: GranteeNames) -> [GrantFinding] {
        var found: [GrantFinding] = []
        grants.forEach(from: GrantAddress(key: key, grantID: "")) { grant in
            guard grant.address.key == key, found.count < Self.mostStrangers else { return false }
            if names.match(grant.terms.grantee) == nil {
                let result = GrantFinding.Result.granteeDiffers(grant.terms.grantee.text)
                found.append(GrantFinding(grantID: grant.address.grantID, name: grant.terms.name, result: result))
            }
            return true
        }
        return found
    }

    /// What a grant has to say to its own retirement: its retiring principal may, its grantee if the grant lists
    /// RetireGrant, and the account that it was made from, by its own policies.
    ///
    /// - SeeAlso: AWS KMS Developer Guide, "Retiring and revoking grants"
    func retirementFinding(_ grant: GrantRecord, by call: Call) -> GrantFinding {
        let names = GranteeNames(call.caller.principal)
        let grantee = grant.terms.operations.contains(.retireGrant) ? names.match(grant.terms.grantee) : nil
        let issuer = names.match(.aws(grant.issuingAccount.root.description))
        let rights = [grant.terms.retiring.flatMap(names.match), grantee, issuer].compactMap { $0 }
        let best = rights.first { $0 == .caller } ?? rights.first { $0 == .role } ?? rights.first
        return GrantFinding(
            grantID: grant.address.grantID, name: grant.terms.name,
            result: best.map { .applies($0) } ?? .granteeDiffers(grant.terms.grantee.text))
    }
}

extension GrantPrincipal {
    /// The principal that a parameter names.
    ///
    /// - Throws: `InvalidArnException` for text that names none that can hold a grant.
    init(awsPrincipal text: String) throws(ServiceError) {
        switch PrincipalPattern(type: "AWS", text: text) {
        case .account(let account)?: self = .aws(account.root.description)
        case .user?, .role?, .session?, .federatedUser?: self = .aws(text)
        default: throw KMSError.invalidPrincipal(text)
        }
    }

    /// The pattern that identities are looked up by; `nil` for services.
    var pattern: PrincipalPattern? {
        guard case .aws(let text) = self else { return nil }
        return PrincipalPattern(type: "AWS", text: text)
    }
}
