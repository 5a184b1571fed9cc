import LabCore
public import LabPolicy

/// A second evaluator, slow and obvious, to compare the first one with.
///
/// It reads the documents' JSON anew for every question and follows AWS's text step by step, sharing nothing with
/// `LabPolicy` but the types of the question. It gives the outcome only.
///
/// - SeeAlso: IAM User Guide, "Policy evaluation logic"; AWS KMS Developer Guide, "Policy evaluation"; Amazon S3 User
///   Guide, "How Amazon S3 authorizes a request"
public struct PolicyModel {
    let request: AccessRequest
    let policies: ApplicablePolicies
    let rules: ServiceRules

    /// The outcome of `request`.
    public static func decide(_ request: AccessRequest, _ policies: ApplicablePolicies, rules: ServiceRules)
        -> Decision.Outcome
    {
        PolicyModel(request: request, policies: policies, rules: rules).outcome
    }

    /// By default everything is denied; one explicit deny ends the matter; then everything that must allow has to.
    private var outcome: Decision.Outcome {
        if somethingDenies { return .deniedExplicitly }
        return gatesAreOpen && somebodyAllows ? .allowed : .deniedImplicitly
    }

    // MARK: Explicit deny

    private var somethingDenies: Bool {
        let callers = callerAccount == nil ? [] : policies.serviceControl.joined() + ownPolicies
        let owners = resourceControlCounts ? Array(policies.resourceControl.joined()) : []
        let endpoint = policies.vpcEndpoint.map { [$0] } ?? []
        let ofIdentity = (callers + owners + endpoint).contains { !statements(of: $0, effect: "Deny").isEmpty }
        return ofIdentity || (resourcePolicyCounts && resourcePolicyDenies)
    }

    private var ownPolicies: [AttachedPolicy] {
        policies.identity + (policies.boundary.map { [$0] } ?? []) + policies.session
    }

    private var resourcePolicyDenies: Bool {
        guard let policy = policies.resource, !statements(of: policy, effect: "Deny").isEmpty else { return false }
        let ownsBucket = rules.model == .resourcePolicy && isRoot && callerAccount == request.resourceOwner
        let keepsPolicy = ["s3:getbucketpolicy", "s3:putbucketpolicy", "s3:deletebucketpolicy"].contains(action)
        return !(ownsBucket && keepsPolicy)
    }

    // MARK: What has to allow before anything else is asked

    private var gatesAreOpen: Bool {
        for level in policies.serviceControl where callerAccount != nil {
            if !level.contains(where: allows) { return false }
        }
        for level in policies.resourceControl where resourceControlCounts {
            if !level.contains(where: allows) { return false }
        }
        if let endpoint = policies.vpcEndpoint, !allows(endpoint) { return false }
        return true
    }

    private var resourceControlCounts: Bool {
        if rules.isAWSManagedKey { return false }
        return !(rules.model == .key && action == "kms:retiregrant")
    }

    // MARK: Who allows

    private var somebodyAllows: Bool {
        switch rules.model {
        case .identityOnly: !isAcrossAccounts && accountAllows
        case .resourcePolicy: bucketAllows
        case .roleTrust: !isAnonymous && openedAllows(named: trusted)
        case .key: !isAnonymous && keyAllows
        }
    }

    private var bucketAllows: Bool {
        if isAcrossAccounts { return !trusted.isEmpty && accountAllows }
        return accountAllows || directlyAllows(named: trusted)
    }

    private var keyAllows: Bool {
        if isAcrossAccounts && !Self.crossAccountOperations.contains(action) { return false }
        if !resourcePolicyCounts && action != "kms:retiregrant" { return accountAllows }
        let granted = policies.grants.compactMap { grant -> PolicyModelName? in
            guard case .applies(let grantee) = grant.result else { return nil }
            switch grantee {
            case .caller: return .caller
            case .role: return .role
            case .account: return .account
            }
        }
        // A grant replaces the key's half, also for a caller from another account.
        let byGrant = directlyAllows(named: granted) || (granted.contains(.account) && accountAllows)
        return byGrant || openedAllows(named: trusted)
    }

    /// A resource that only its own policy opens: it names the caller, or its account and leaves the rest to IAM.
    private func openedAllows(named: [PolicyModelName]) -> Bool {
        if isAcrossAccounts { return !named.isEmpty && accountAllows }
        return directlyAllows(named: named) || (named.contains(.account) && accountAllows)
    }

    /// Naming the user or the session allows on its own; naming the role is limited by boundary and session policies.
    private func directlyAllows(named: [PolicyModelName]) -> Bool {
        if named.contains(.caller) || named.contains(.everybody) { return true }
        return named.contains(.role) && boundaryAllows && sessionAllows
    }

    private var accountAllows: Bool {
        guard callerAccount != nil else { return false }
        return (isRoot || policies.identity.contains(where: allows)) && boundaryAllows && sessionAllows
    }

    private var boundaryAllows: Bool { callerAccount == nil || policies.boundary.map(allows) ?? true }

    private var sessionAllows: Bool {
        callerAccount == nil || policies.session.isEmpty || policies.session.contains(where: allows)
    }

    private func allows(_ policy: AttachedPolicy) -> Bool { !statements(of: policy, effect: "Allow").isEmpty }

    /// How the allowing statements of the resource's policy name the caller.
    private var trusted: [PolicyModelName] {
        guard let policy = policies.resource, resourcePolicyCounts else { return [] }
        return statements(of: policy, effect: "Allow")
    }

    /// Key policies have no say about operations without a key, about aliases and about RetireGrant.
    private var resourcePolicyCounts: Bool {
        switch rules.model {
        case .identityOnly: return false
        case .resourcePolicy, .roleTrust: return true
        case .key:
            let isAlias = request.resource.split(separator: ":").last.map { $0.hasPrefix("alias/") } ?? false
            let needsKey = !Self.keylessOperations.contains(action) && action != "kms:retiregrant"
            return needsKey && !isAlias && request.resource != "*"
        }
    }

    // MARK: The question

    var action: String { request.action.lowercased() }
    var callerAccount: AccountID? { request.principal.account }
    private var isAnonymous: Bool { request.principal == .anonymous }
    private var isRoot: Bool { request.principal.typeName == "Account" }

    private var isAcrossAccounts: Bool {
        guard let owner = request.resourceOwner, let callerAccount else { return false }
        return owner != callerAccount
    }

    private static let keylessOperations = [
        "kms:createkey", "kms:listkeys", "kms:listaliases", "kms:generaterandom", "kms:listretirablegrants",
        "kms:createcustomkeystore", "kms:deletecustomkeystore", "kms:updatecustomkeystore",
        "kms:describecustomkeystores", "kms:connectcustomkeystore", "kms:disconnectcustomkeystore",
    ]

    private static let crossAccountOperations = [
        "creategrant", "listgrants", "revokegrant", "retiregrant", "getkeyrotationstatus", "describekey",
        "getpublickey", "encrypt", "decrypt", "generatedatakey", "generatedatakeywithoutplaintext",
        "generatedatakeypair", "generatedatakeypairwithoutplaintext", "reencryptfrom", "reencryptto", "sign", "verify",
        "generatemac", "verifymac", "derivesharedsecret",
    ].map { "kms:\($0)" }
}

/// How a policy names the caller.
enum PolicyModelName {
    case everybody
    case caller
    case role
    case account
}
