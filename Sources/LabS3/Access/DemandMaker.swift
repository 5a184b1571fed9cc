import LabCore
import LabPolicy
import LabService

/// Makes the demands of one request on one bucket: with the bucket policy, access control lists as far as they count,
/// the public access block, and the condition keys that every request has.
struct DemandMaker: Sendable {
    private let bucket: Bucket
    private let facts: RequestFacts
    private let call: Call
    private let policy: AttachedPolicy?

    init(_ bucket: Bucket, _ facts: RequestFacts, in call: Call) {
        self.bucket = bucket
        self.facts = facts
        self.call = call
        policy = PublicAccess.policy(of: bucket, for: call)
    }

    /// An action on the bucket itself.
    func onBucket(
        _ action: String, refusal: ServiceError? = nil,
        _ conditions: @escaping @Sendable (inout ConditionContext) -> Void = { _ in }
    ) -> AccessDemand {
        AccessDemand(
            action: action, resource: bucket.arn, owner: bucket.owner, policy: policy, rules: .s3,
            grants: PublicAccess.findings(bucket.acl, action, on: bucket, for: call),
            refusal: refusal ?? hiddenRefusal
        ) {
            var context = commonContext()
            conditions(&context)
            return context
        }
    }

    /// An action on an object; `version` is what is there already, whose tags policies can ask for.
    func onObject(
        _ action: String, _ key: ObjectKey, version: ObjectVersion? = nil, versionID: String? = nil,
        refusal: ServiceError? = nil, _ conditions: @escaping @Sendable (inout ConditionContext) -> Void = { _ in }
    ) -> AccessDemand {
        // A bucket policy does not reach what another account wrote and owns.
        let isForeign = !bucket.ignoresACLs && version.map { $0.content.owner != bucket.owner } ?? false
        return AccessDemand(
            action: action, resource: S3ARN.object(bucket.name, key),
            owner: isForeign ? version?.content.owner : bucket.owner, policy: isForeign ? nil : policy, rules: .s3,
            grants: PublicAccess.findings(version?.data?.acl, bucket.acl, action, on: bucket, for: call),
            refusal: refusal ?? hiddenRefusal
        ) {
            var context = commonContext()
            context.set("s3:VersionId", versionID)
            for tag in version?.data?.tags ?? [] { context.set("s3:ExistingObjectTag/\(tag.key)", tag.value) }
            conditions(&context)
            return context
        }
    }

    /// Strangers are told nothing but no.
    private var hiddenRefusal: ServiceError? {
        call.caller.principal.account == bucket.owner ? nil : S3Error.accessDenied
    }

    private func commonContext() -> ConditionContext {
        var context = ConditionContext()
        context.set("s3:ResourceAccount", bucket.owner.digits)
        if facts.signature != .none {
            context.set("s3:signatureversion", facts.signature.rawValue)
            context.set("s3:authType", facts.placement.rawValue)
        }
        context.set("s3:signatureAge", facts.signatureAge.map { String($0.milliseconds) })
        context.set("s3:TlsVersion", facts.tlsVersion)
        context.set("s3:x-amz-content-sha256", facts.contentSHA256)
        return context
    }
}

/// What strangers can do with a bucket: public policies, public lists, and the block in front of both.
///
/// - SeeAlso: Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage"
enum PublicAccess {
    /// The bucket policy as far as it counts for the caller: behind `RestrictPublicBuckets` a public policy lets nobody
    /// in but the bucket's own account and AWS's services.
    static func policy(of bucket: Bucket, for call: Call) -> AttachedPolicy? {
        guard let policy = bucket.policy else { return nil }
        let isRestricted = bucket.publicAccessBlock?.restrictPublicBuckets == true && policy.isPublic
        guard !isRestricted || isInside(call.caller.principal, bucket.owner) else { return nil }
        return AttachedPolicy(policy, name: "bucket policy", holder: .resource(bucket.arn))
    }

    private static func isInside(_ principal: Principal, _ owner: AccountID) -> Bool {
        principal.isService || principal.account == owner
    }

    /// What the bucket's list grants, as findings.
    static func findings(
        _ acl: AccessControlList?, _ action: String, on bucket: Bucket, for call: Call
    ) -> [GrantFinding] {
        guard !bucket.ignoresACLs, let acl, let permissions = ACLAction.onBucket[action] else { return [] }
        return findings(acl, permissions, on: bucket, for: call, name: "bucket ACL")
    }

    /// What an object's list and its bucket's list grant, as findings.
    static func findings(
        _ acl: AccessControlList?, _ bucketACL: AccessControlList?, _ action: String, on bucket: Bucket,
        for call: Call
    ) -> [GrantFinding] {
        guard !bucket.ignoresACLs else { return [] }
        var found: [GrantFinding] = []
        if let acl, let permissions = ACLAction.onObject[action] {
            found += findings(acl, permissions, on: bucket, for: call, name: "object ACL")
        }
        if let bucketACL, ACLAction.onObjectsOfBucket.contains(action) {
            found += findings(bucketACL, [.write, .fullControl], on: bucket, for: call, name: "bucket ACL")
        }
        return found
    }

    private static func findings(
        _ acl: AccessControlList, _ permissions: Set<AccessControlList.Permission>, on bucket: Bucket, for call: Call,
        name: String
    ) -> [GrantFinding] {
        let ignoresPublic = bucket.publicAccessBlock?.ignorePublicAcls == true
        return acl.grants.compactMap { grant in
            guard !(ignoresPublic && grant.grantee.isPublic), permissions.contains(grant.permission) else { return nil }
            guard let grantee = grant.grantee.covers(call.caller.principal) else { return nil }
            return GrantFinding(grantID: "\(name): \(grant.permission.rawValue)", result: .applies(grantee))
        }
    }
}

extension AccessControlList.Grantee {
    /// How the grant names the caller; `nil` when it does not. A grant to an account leaves the rest to the account's
    /// own policies.
    fileprivate func covers(_ principal: Principal) -> GrantFinding.Grantee? {
        switch self {
        case .account(let account): principal.account == account ? .account : nil
        case .allUsers: principal.account == nil ? .caller : .account
        case .authenticatedUsers: principal.account == nil ? nil : .account
        case .logDelivery: principal == .service("logging.s3.amazonaws.com") ? .caller : nil
        }
    }
}

/// Which permission of a list stands for which action.
///
/// - SeeAlso: Amazon S3 User Guide, "Access control list (ACL) overview", mapping of permissions
private enum ACLAction {
    static let onBucket: [String: Set<AccessControlList.Permission>] = [
        "s3:ListBucket": [.read, .fullControl], "s3:ListBucketVersions": [.read, .fullControl],
        "s3:ListBucketMultipartUploads": [.read, .fullControl], "s3:GetBucketAcl": [.readACP, .fullControl],
        "s3:PutBucketAcl": [.writeACP, .fullControl],
    ]

    static let onObject: [String: Set<AccessControlList.Permission>] = [
        "s3:GetObject": [.read, .fullControl], "s3:GetObjectVersion": [.read, .fullControl],
        "s3:GetObjectAcl": [.readACP, .fullControl], "s3:GetObjectVersionAcl": [.readACP, .fullControl],
        "s3:PutObjectAcl": [.writeACP, .fullControl], "s3:PutObjectVersionAcl": [.writeACP, .fullControl],
    ]

    static let onObjectsOfBucket: Set<String> = ["s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion"]
}

extension Principal {
    /// Whether it is an AWS service acting for itself.
    var isService: Bool {
        guard case .service = self else { return false }
        return true
    }
}
