/// The condition keys that AWS knows, for the services whose requests the lab answers.
///
/// A misspelt key is absent from every request, which makes negated operators true; the catalogue lets the evaluator
/// refuse to grant on one. Keys of other services and of identity providers (`saml:aud`,
/// `token.actions.githubusercontent.com:sub`) count as known: the lab has no say about them.
///
/// - SeeAlso: Service Authorization Reference, pages of AWS KMS, Amazon S3, AWS STS and IAM; IAM User Guide,
///   "AWS global condition context keys"
public enum ConditionKeyCatalog {
    /// Whether `name` is a condition key of AWS, or belongs to a service that the lab does not answer for.
    public static func isKnown(_ name: String) -> Bool { knows(name.lowercased()) }

    static func knows(_ folded: String) -> Bool {
        guard let colon = folded.firstIndex(of: ":") else { return false }
        guard let names = byPrefix[String(folded[..<colon])] else { return true }
        let rest = String(folded[folded.index(after: colon)...])
        return names.contains(rest) || families.contains { folded.hasPrefix($0) && folded.count > $0.count }
    }

    /// Keys whose last part is chosen by the policy's author.
    private static let families = [
        "aws:principaltag/", "aws:requesttag/", "aws:resourcetag/", "kms:encryptioncontext:",
        "kms:recipientattestation:", "s3:existingobjecttag/", "s3:requestobjecttag/", "s3:buckettag/",
        "iam:resourcetag/", "s3:accessgrantsinstancearn/",
    ]

    private static let byPrefix: [String: Set<String>] = [
        "aws": global, "kms": keyService, "s3": objectStore, "sts": tokens, "iam": identity,
    ]

    private static let global: Set<String> = [
        "calledvia", "calledviafirst", "calledvialast", "chatbotsourcearn", "currenttime",
        "ec2instancesourceprivateipv4", "ec2instancesourcevpc", "epochtime", "federatedprovider", "ismcpserviceaction",
        "multifactorauthage",
        "multifactorauthpresent", "principalaccount", "principalarn", "principalisawsservice", "principalorgid",
        "principalorgpaths", "principalservicename", "principalservicenameslist", "principaltype", "referer",
        "requestedregion", "resourceaccount", "resourceorgid", "resourceorgpaths", "securetransport", "sourceaccount",
        "sourcearn", "sourceidentity", "sourceip", "sourceorgid", "sourceorgpaths", "sourcevpc", "sourcevpcarn",
        "sourcevpce", "tagkeys", "tokenissuetime", "useragent", "userid", "username", "viaawsservice", "vpceaccount",
        "vpceorgid", "vpceorgpaths", "vpcsourceip", "assumedroot", "signinsessionarn",
    ]

    private static let keyService: Set<String> = [
        "bypasspolicylockoutsafetycheck", "calleraccount", "customermasterkeyspec", "customermasterkeyusage",
        "datakeypairspec", "encryptionalgorithm", "encryptioncontextkeys", "expirationmodel",
        "grantconstraintsourcearn",
        "grantconstrainttype", "grantisforawsresource", "grantoperations", "granteeprincipal",
        "granteeserviceprincipal", "keyagreementalgorithm", "keyorigin", "keyspec", "keyusage", "macalgorithm",
        "messagetype", "multiregion", "multiregionkeytype", "primaryregion", "reencryptonsamekey", "replicaregion",
        "requestalias", "resourcealiases", "retiringprincipal", "retiringserviceprincipal", "rotationperiodindays",
        "schedulekeydeletionpendingwindowindays", "signingalgorithm", "trailingdayswithoutkeyusage", "validto",
        "viaservice", "wrappingalgorithm", "wrappingkeyspec",
    ]

    private static let objectStore: Set<String> = [
        "accesspointnetworkorigin", "accessgrantsinstancearn", "authtype", "dataaccesspointaccount",
        "dataaccesspointarn", "delimiter", "if-match", "if-none-match", "inventoryaccessibleoptionalfields",
        "jobsuspendedcause", "locationconstraint", "max-keys", "object-lock-legal-hold", "object-lock-mode",
        "object-lock-remaining-retention-days", "object-lock-retain-until-date", "objectcreationoperation", "prefix",
        "requestobjecttagkeys", "resourceaccount", "signatureage", "signatureversion", "tlsversion", "versionid",
        "x-amz-acl", "x-amz-bucket-namespace", "x-amz-bucket-object-lock-enabled", "x-amz-content-sha256",
        "x-amz-copy-source", "x-amz-grant-full-control", "x-amz-grant-read", "x-amz-grant-read-acp",
        "x-amz-grant-write", "x-amz-grant-write-acp", "x-amz-metadata-directive", "x-amz-object-ownership",
        "x-amz-server-side-encryption", "x-amz-server-side-encryption-aws-kms-key-id",
        "x-amz-server-side-encryption-customer-algorithm", "x-amz-storage-class", "x-amz-website-redirect-location",
    ]

    private static let tokens: Set<String> = [
        "awsservicename", "durationseconds", "externalid", "requestcontextproviders", "rolesessionname",
        "sourceidentity", "taskpolicyarn", "transitivetagkeys",
    ]

    private static let identity: Set<String> = [
        "associatedresourcearn", "awsservicename", "fido-certification", "fido-fips-140-2-certification",
        "fido-fips-140-3-certification", "organizationspolicyid", "passedtoservice", "permissionsboundary", "policyarn",
        "registersecuritykey", "servicespecificcredentialagedays", "servicespecificcredentialservicename",
    ]
}
