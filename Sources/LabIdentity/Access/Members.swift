import LabCore
import LabService

extension MemberReader {
    static let namePattern = "[\\w+=,.@-]+"
    static let documentPattern = "[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+"
    static let descriptionPattern = "[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*"
    static let pathPattern = "(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)"
    static let pathPrefixPattern = "\\u002F[\\u0021-\\u007F]*"
    static let policyPathPattern = "((/[A-Za-z0-9\\.,\\+@=_-]+)*)/"
    static let tagKeyPattern = "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+"
    static let tagValuePattern = "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*"
    static let versionPattern = "v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?"

    /// The name of a user, group or role that has to be given.
    func name<Entity: IdentityEntity>(of type: Entity.Type, isNew: Bool = false) -> String {
        requiredString(
            Entity.nameMember, isNew ? Entity.nameLength : Entity.existingNameLength, pattern: Self.namePattern)
    }

    /// `UserName` where it may be left out.
    func optionalUserName() -> String? {
        string("UserName", IdentityLimits.existingUserNameLength, pattern: Self.namePattern)
    }

    /// `PolicyName`.
    func policyName() -> String {
        requiredString("PolicyName", IdentityLimits.policyNameLength, pattern: Self.namePattern)
    }

    /// `PolicyArn`.
    func policyARN() -> String { requiredString("PolicyArn", IdentityLimits.arnLength) }

    /// A policy document that has to be given.
    func document(named name: String) -> String {
        requiredString(name, IdentityLimits.documentLength, pattern: Self.documentPattern)
    }

    /// A list of policy documents.
    func documents(_ name: String) -> [String]? {
        strings(name, each: IdentityLimits.documentLength, pattern: Self.documentPattern)
    }

    /// A path.
    func path(named name: String = "Path") -> String? {
        string(name, IdentityLimits.pathLength, pattern: Self.pathPattern)
    }

    /// `PathPrefix` of users, groups and roles.
    func pathPrefix() -> String? {
        string("PathPrefix", IdentityLimits.pathLength, pattern: Self.pathPrefixPattern)
    }

    /// The path or path prefix of policies.
    func policyPath(named name: String) -> String? {
        string(name, IdentityLimits.pathLength, pattern: Self.policyPathPattern)
    }

    /// `PermissionsBoundary` where it may be left out.
    func boundary() -> String? { string("PermissionsBoundary", IdentityLimits.arnLength) }

    /// `Tags` where they may be left out.
    func tags() -> [IdentityTag] {
        structures("Tags", ...IdentityLimits.tagsPerEntity, of: IdentityTag.init) ?? []
    }

    /// `TagKeys`.
    func tagKeys() -> [String] {
        requiredStrings(
            "TagKeys", ...IdentityLimits.tagsPerEntity, each: IdentityLimits.tagKeyLength, pattern: Self.tagKeyPattern)
    }
}

extension IdentityTag {
    /// Reads `Key` and `Value`.
    init(_ members: MemberReader) {
        key = members.requiredString("Key", IdentityLimits.tagKeyLength, pattern: MemberReader.tagKeyPattern)
        value = members.requiredString("Value", IdentityLimits.tagValueLength, pattern: MemberReader.tagValuePattern)
    }
}

extension [IdentityTag] {
    /// As events have them; nothing for none.
    var auditValue: JSONValue? { isEmpty ? nil : .array(map(\.auditValue)) }
}
