import LabCore

extension PolicyDocument {
    /// Checks what S3 checks of a bucket policy beyond its grammar: only S3 actions, only resources of this bucket, and
    /// every action fits one of its statement's resources.
    ///
    /// Actions that the lab does not know pass: S3 has more than the lab can list.
    ///
    /// - Throws: ``PolicyError`` (S3's `MalformedPolicy`) with the first statement that does not fit.
    public func checkFits(bucket: String) throws(PolicyError) {
        for (index, statement) in compiled.statements.enumerated() {
            let path = statementCount == 1 ? "Statement" : "Statement[\(index)]"
            guard let problem = statement.problem(inBucket: bucket) else { continue }
            throw PolicyError(cause: problem, path: path, kind: kind)
        }
    }
}

extension Statement {
    fileprivate func problem(inBucket bucket: String) -> PolicyError.Cause? {
        let resources = (resource?.patterns ?? []).map(\.written)
        let targets = resources.map { BucketTarget($0, bucket: bucket) }
        for (text, target) in zip(resources, targets) where target == nil { return .invalidResource(text) }
        for action in action?.written ?? [] where action != "*" {
            guard action.lowercased().hasPrefix("s3:") else { return .invalidAction(action) }
            guard self.action?.isNegated == true || resource?.isNegated == true else {
                guard targets.contains(where: { $0?.fits(action) == true }) else {
                    return .actionFitsNoResource(action)
                }
                continue
            }
        }
        return nil
    }
}

/// What a resource of a bucket policy covers.
private struct BucketTarget {
    let coversBucket: Bool
    let coversObjects: Bool

    /// Fails when `resource` is not the bucket, nor in it, nor a pattern that matches it.
    init?(_ resource: String, bucket: String) {
        let prefix = "arn:aws:s3:::"
        guard resource.hasPrefix(prefix) else { return nil }
        let path = resource.dropFirst(prefix.count)
        let slash = path.firstIndex(of: "/")
        let name = path[..<(slash ?? path.endIndex)]
        guard Glob.matches(Glob.units(name, wildcards: true).span, bucket.utf8Span.span) else { return nil }
        coversBucket = slash == nil
        coversObjects = slash != nil || name.hasSuffix("*")
    }

    func fits(_ action: String) -> Bool {
        let name = action.lowercased().dropFirst("s3:".count)
        if name.contains("*") || name.contains("?") { return true }
        if Self.objectActions.contains(String(name)) { return coversObjects }
        return Self.bucketActions.contains(String(name)) ? coversBucket : true
    }

    /// - SeeAlso: Service Authorization Reference, "Actions defined by Amazon S3"
    private static let objectActions: Set<String> = [
        "abortmultipartupload", "bypassgovernanceretention", "deleteobject", "deleteobjecttagging",
        "deleteobjectversion",
        "deleteobjectversiontagging", "getobject", "getobjectacl", "getobjectattributes", "getobjectlegalhold",
        "getobjectretention", "getobjecttagging", "getobjectversion", "getobjectversionacl",
        "getobjectversionattributes", "getobjectversiontagging", "listmultipartuploadparts", "putobject",
        "putobjectacl",
        "putobjectlegalhold", "putobjectretention", "putobjecttagging", "putobjectversionacl",
        "putobjectversiontagging", "restoreobject", "updateobjectencryption",
    ]

    private static let bucketActions: Set<String> = [
        "createbucket", "deletebucket", "deletebucketpolicy", "deletebucketwebsite", "getaccelerateconfiguration",
        "getbucketacl", "getbucketcors", "getbucketlocation", "getbucketlogging", "getbucketnotification",
        "getbucketobjectlockconfiguration", "getbucketownershipcontrols", "getbucketpolicy", "getbucketpolicystatus",
        "getbucketpublicaccessblock", "getbucketrequestpayment", "getbuckettagging", "getbucketversioning",
        "getbucketwebsite", "getencryptionconfiguration", "getlifecycleconfiguration", "getreplicationconfiguration",
        "listbucket", "listbucketmultipartuploads", "listbucketversions", "putaccelerateconfiguration", "putbucketacl",
        "putbucketcors", "putbucketlogging", "putbucketnotification", "putbucketobjectlockconfiguration",
        "putbucketownershipcontrols", "putbucketpolicy", "putbucketpublicaccessblock", "putbucketrequestpayment",
        "putbuckettagging", "putbucketversioning", "putbucketwebsite", "putencryptionconfiguration",
        "putlifecycleconfiguration", "putreplicationconfiguration",
    ]
}
