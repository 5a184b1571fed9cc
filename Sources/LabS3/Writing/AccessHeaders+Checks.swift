import LabCore

extension AccessHeaders {
    /// The list that the headers make for an object; `nil` when nobody but the owner is granted anything.
    ///
    /// - Throws: `AccessControlListNotSupported` where ACLs are off, `AccessDenied` behind BlockPublicAcls,
    ///   `InvalidArgument`, `InvalidRequest`.
    func list(
        owner: AccountID, bucket: Bucket, options: S3Options
    ) throws(ServiceError) -> AccessControlList? {
        guard isPresent else { return nil }
        if bucket.ignoresACLs {
            guard isHarmless(options) else { throw S3Error.aclNotSupported }
            return nil
        }
        let list = try list(owner: owner, bucketOwner: bucket.owner)
        if list.isPublic, bucket.publicAccessBlock?.blockPublicAcls == true { throw S3Error.accessDenied }
        return list.isOnly(owner) ? nil : list
    }

    /// Whether the headers grant nothing that ownership does not give anyhow.
    private func isHarmless(_ options: S3Options) -> Bool {
        guard grants.isEmpty else { return false }
        return acl == "bucket-owner-full-control" || (acl == "private" && !options.isACLStrict)
    }

    /// The list that the headers make.
    ///
    /// - Throws: `InvalidArgument`, `InvalidRequest`.
    func list(owner: AccountID, bucketOwner: AccountID) throws(ServiceError) -> AccessControlList {
        let own = AccessControlList.Grant(.account(owner), .fullControl)
        guard let acl else {
            return AccessControlList([own] + (try grantedByHeaders()))
        }
        guard grants.isEmpty else { throw S3Error.cannedAndGrants }
        guard let further = Self.canned(acl, bucketOwner: bucketOwner) else { throw S3Error.unknownCannedACL(acl) }
        return AccessControlList([own] + further.filter { $0 != own })
    }

    /// - SeeAlso: Amazon S3 User Guide, "Access control list (ACL) overview", canned ACL
    private static func canned(_ name: String, bucketOwner: AccountID) -> [AccessControlList.Grant]? {
        switch name {
        case "private": []
        case "public-read": [.init(.allUsers, .read)]
        case "public-read-write": [.init(.allUsers, .read), .init(.allUsers, .write)]
        case "authenticated-read": [.init(.authenticatedUsers, .read)]
        case "bucket-owner-read": [.init(.account(bucketOwner), .read)]
        case "bucket-owner-full-control": [.init(.account(bucketOwner), .fullControl)]
        case "log-delivery-write": [.init(.logDelivery, .write), .init(.logDelivery, .readACP)]
        case "aws-exec-read": []
        default: nil
        }
    }

    private func grantedByHeaders() throws(ServiceError) -> [AccessControlList.Grant] {
        var found: [AccessControlList.Grant] = []
        for (header, permission, value) in grants {
            for field in value.split(separator: ",") {
                guard let grantee = Self.grantee(field) else { throw S3Error.malformedGrant(header, value) }
                found.append(AccessControlList.Grant(grantee, permission))
            }
        }
        return found
    }

    /// `id="…"` or `uri="…"`.
    private static func grantee(_ field: Substring) -> AccessControlList.Grantee? {
        let parts = field.split(separator: "=", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        let value = String(parts[1].drop { $0 == " " }.filter { $0 != "\"" })
        switch parts[0].filter({ $0 != " " }).lowercased() {
        case "id": return CanonicalUserID.account(of: value).map { .account($0) }
        case "uri": return AccessControlList.Grantee(groupURI: value)
        default: return nil
        }
    }
}
