import LabCore

/// The actions that a service treats differently. Actions are in lower case.
extension ServiceRules {
    /// Whether the resource's policy has a say about `action`.
    ///
    /// AWS KMS: actions without a key and the alias half of alias operations are decided by identity policies alone;
    /// `kms:RetireGrant` by the grant.
    func resourcePolicyDecides(_ action: String, on resource: String) -> Bool {
        switch model {
        case .resourcePolicy, .roleTrust: true
        case .identityOnly: false
        case .key: !isIdentityOnly(action, on: resource) && action != Self.retireGrant
        }
    }

    /// Whether only identity policies allow `action` on `resource`.
    func isIdentityOnly(_ action: String, on resource: String) -> Bool {
        switch model {
        case .identityOnly: true
        case .key where action == Self.retireGrant: false
        case .key: Self.keylessActions.contains(action) || resource == "*" || Self.isAlias(resource)
        case .resourcePolicy, .roleTrust: false
        }
    }

    /// Whether resource control policies reach `action`.
    func resourceControlReaches(_ action: String) -> Bool {
        !isAWSManagedKey && !(model == .key && action == Self.retireGrant)
    }

    /// Whether `action` may be called on another account's resource, whatever the policies say.
    func mayCrossAccounts(_ action: String) -> Bool {
        switch model {
        case .key: Self.crossAccountKeyActions.contains(action)
        case .resourcePolicy, .roleTrust: true
        case .identityOnly: false
        }
    }

    /// Whether a `Deny` in the bucket policy is void: the root user of the bucket's account can always get its policy
    /// back in hand.
    func sparesBucketOwner(_ action: String, _ request: AccessRequest) -> Bool {
        guard model == .resourcePolicy, case .root(let account) = request.principal,
            account == request.resourceOwner
        else { return false }
        return Self.bucketPolicyActions.contains(action)
    }

    /// Whether `resource` is an alias's ARN: its sixth field starts with `alias/`. Asked for every decision about a key,
    /// so without taking the ARN apart.
    private static func isAlias(_ resource: String) -> Bool {
        let bytes = resource.utf8Span.span
        guard let start = bytes.resourceStart, bytes.count >= start + alias.count else { return false }
        return alias.indices.allSatisfy { bytes[start + $0] == alias[$0] }
    }

    private static let alias = Array("alias/".utf8)

    private static let retireGrant = "kms:retiregrant"

    /// AWS KMS Developer Guide, "AWS KMS permissions": operations whose policy type is IAM only.
    private static let keylessActions: Set<String> = [
        "kms:createkey", "kms:listkeys", "kms:listaliases", "kms:generaterandom", "kms:createcustomkeystore",
        "kms:deletecustomkeystore", "kms:connectcustomkeystore", "kms:disconnectcustomkeystore",
        "kms:updatecustomkeystore", "kms:describecustomkeystores", "kms:listretirablegrants",
    ]

    /// AWS KMS Developer Guide, "AWS KMS permissions": operations with cross-account use.
    private static let crossAccountKeyActions: Set<String> = [
        "kms:creategrant", "kms:listgrants", "kms:revokegrant", "kms:retiregrant", "kms:getkeyrotationstatus",
        "kms:describekey", "kms:getpublickey", "kms:encrypt", "kms:decrypt", "kms:generatedatakey",
        "kms:generatedatakeywithoutplaintext", "kms:generatedatakeypair", "kms:generatedatakeypairwithoutplaintext",
        "kms:reencryptfrom", "kms:reencryptto", "kms:sign", "kms:verify", "kms:generatemac", "kms:verifymac",
        "kms:derivesharedsecret",
    ]

    private static let bucketPolicyActions: Set<String> = [
        "s3:getbucketpolicy", "s3:putbucketpolicy", "s3:deletebucketpolicy",
    ]
}
