import LabCore
import LabIdentity
import LabService
import Testing

/// Every operation of the room, with what its input declares.
private let declared: [String: @Sendable () -> [MemberDescription]] = [
    "iam:AddUserToGroup": describe(AddUserToGroup.self), "iam:AttachGroupPolicy": describe(AttachGroupPolicy.self),
    "iam:AttachRolePolicy": describe(AttachRolePolicy.self), "iam:AttachUserPolicy": describe(AttachUserPolicy.self),
    "iam:CreateAccessKey": describe(CreateAccessKey.self),
    "iam:CreateAccountAlias": describe(CreateAccountAlias.self), "iam:CreateGroup": describe(CreateGroup.self),
    "iam:CreatePolicy": describe(CreatePolicy.self), "iam:CreatePolicyVersion": describe(CreatePolicyVersion.self),
    "iam:CreateRole": describe(CreateRole.self), "iam:CreateUser": describe(CreateUser.self),
    "iam:DeleteAccessKey": describe(DeleteAccessKey.self),
    "iam:DeleteAccountAlias": describe(DeleteAccountAlias.self), "iam:DeleteGroup": describe(DeleteGroup.self),
    "iam:DeleteGroupPolicy": describe(DeleteGroupPolicy.self), "iam:DeletePolicy": describe(DeletePolicy.self),
    "iam:DeletePolicyVersion": describe(DeletePolicyVersion.self), "iam:DeleteRole": describe(DeleteRole.self),
    "iam:DeleteRolePermissionsBoundary": describe(DeleteRolePermissionsBoundary.self),
    "iam:DeleteRolePolicy": describe(DeleteRolePolicy.self), "iam:DeleteUser": describe(DeleteUser.self),
    "iam:DeleteUserPermissionsBoundary": describe(DeleteUserPermissionsBoundary.self),
    "iam:DeleteUserPolicy": describe(DeleteUserPolicy.self), "iam:DetachGroupPolicy": describe(DetachGroupPolicy.self),
    "iam:DetachRolePolicy": describe(DetachRolePolicy.self), "iam:DetachUserPolicy": describe(DetachUserPolicy.self),
    "iam:GetAccessKeyLastUsed": describe(GetAccessKeyLastUsed.self),
    "iam:GetAccountAuthorizationDetails": describe(GetAccountAuthorizationDetails.self),
    "iam:GetAccountSummary": describe(GetAccountSummary.self), "iam:GetGroup": describe(GetGroup.self),
    "iam:GetGroupPolicy": describe(GetGroupPolicy.self), "iam:GetPolicy": describe(GetPolicy.self),
    "iam:GetPolicyVersion": describe(GetPolicyVersion.self), "iam:GetRole": describe(GetRole.self),
    "iam:GetRolePolicy": describe(GetRolePolicy.self), "iam:GetUser": describe(GetUser.self),
    "iam:GetUserPolicy": describe(GetUserPolicy.self), "iam:ListAccessKeys": describe(ListAccessKeys.self),
    "iam:ListAccountAliases": describe(ListAccountAliases.self),
    "iam:ListAttachedGroupPolicies": describe(ListAttachedGroupPolicies.self),
    "iam:ListAttachedRolePolicies": describe(ListAttachedRolePolicies.self),
    "iam:ListAttachedUserPolicies": describe(ListAttachedUserPolicies.self),
    "iam:ListEntitiesForPolicy": describe(ListEntitiesForPolicy.self),
    "iam:ListGroupPolicies": describe(ListGroupPolicies.self), "iam:ListGroups": describe(ListGroups.self),
    "iam:ListGroupsForUser": describe(ListGroupsForUser.self),
    "iam:ListInstanceProfilesForRole": describe(ListInstanceProfilesForRole.self),
    "iam:ListPolicies": describe(ListPolicies.self), "iam:ListPolicyTags": describe(ListPolicyTags.self),
    "iam:ListPolicyVersions": describe(ListPolicyVersions.self),
    "iam:ListRolePolicies": describe(ListRolePolicies.self), "iam:ListRoleTags": describe(ListRoleTags.self),
    "iam:ListRoles": describe(ListRoles.self), "iam:ListUserPolicies": describe(ListUserPolicies.self),
    "iam:ListUserTags": describe(ListUserTags.self), "iam:ListUsers": describe(ListUsers.self),
    "iam:PutGroupPolicy": describe(PutGroupPolicy.self),
    "iam:PutRolePermissionsBoundary": describe(PutRolePermissionsBoundary.self),
    "iam:PutRolePolicy": describe(PutRolePolicy.self),
    "iam:PutUserPermissionsBoundary": describe(PutUserPermissionsBoundary.self),
    "iam:PutUserPolicy": describe(PutUserPolicy.self), "iam:RemoveUserFromGroup": describe(RemoveUserFromGroup.self),
    "iam:SetDefaultPolicyVersion": describe(SetDefaultPolicyVersion.self),
    "iam:SimulateCustomPolicy": describe(SimulateCustomPolicy.self),
    "iam:SimulatePrincipalPolicy": describe(SimulatePrincipalPolicy.self), "iam:TagPolicy": describe(TagPolicy.self),
    "iam:TagRole": describe(TagRole.self), "iam:TagUser": describe(TagUser.self),
    "iam:UntagPolicy": describe(UntagPolicy.self), "iam:UntagRole": describe(UntagRole.self),
    "iam:UntagUser": describe(UntagUser.self), "iam:UpdateAccessKey": describe(UpdateAccessKey.self),
    "iam:UpdateAssumeRolePolicy": describe(UpdateAssumeRolePolicy.self), "iam:UpdateGroup": describe(UpdateGroup.self),
    "iam:UpdateRole": describe(UpdateRole.self), "iam:UpdateRoleDescription": describe(UpdateRoleDescription.self),
    "iam:UpdateUser": describe(UpdateUser.self), "sts:AssumeRole": describe(AssumeRole.self),
    "sts:AssumeRoleWithSAML": describe(AssumeRoleWithSAML.self),
    "sts:AssumeRoleWithWebIdentity": describe(AssumeRoleWithWebIdentity.self),
    "sts:DecodeAuthorizationMessage": describe(DecodeAuthorizationMessage.self),
    "sts:GetAccessKeyInfo": describe(GetAccessKeyInfo.self), "sts:GetCallerIdentity": describe(GetCallerIdentity.self),
    "sts:GetFederationToken": describe(GetFederationToken.self),
    "sts:GetSessionToken": describe(GetSessionToken.self),
]

private func describe<O: MemberOperation>(_ operation: O.Type) -> @Sendable () -> [MemberDescription] {
    { MemberReader.describe(O.Input.init) }
}

/// One operation of AWS's model.
struct ModelledOperation: Sendable, CustomTestStringConvertible {
    let name: String
    let members: JSONValue
    var testDescription: String { name }

    static func parse(_ text: String) -> [ModelledOperation] {
        text.split(separator: "\n").compactMap { line in
            guard let json = try? JSONParser.parse(String(line)), let name = json["operation"]?.string,
                let members = json["members"]
            else { return nil }
            return ModelledOperation(name: name, members: members)
        }
    }
}

@Suite struct ModelTests {
    @Test(arguments: ModelledOperation.parse(inputModel))
    func inputsDeclareWhatTheModelSays(operation: ModelledOperation) throws {
        let describe = try #require(declared[operation.name])
        let members = describe()
        let found = JSONObject(members.map { ($0.name, $0.modelled(in: operation.name)) }.sorted { $0.0 < $1.0 })
        let wanted = try #require(operation.members.object)
        #expect(found.names == wanted.names)
        for (name, value) in wanted.members {
            #expect(found[name]?.sorted.compactText == value.sorted.compactText, "\(name)")
        }
    }

    @Test func everyDeclaredOperationIsCompared() {
        #expect(Set(ModelledOperation.parse(inputModel).map(\.name)) == Set(declared.keys))
    }

    @Test(arguments: ModelledOperation.parse(inputModel))
    func patternsOfTheModelCanBeMatched(operation: ModelledOperation) {
        for pattern in Self.patterns(operation.members) where !pattern.contains("(?!") {
            #expect(MemberPattern(pattern) != nil, "\(pattern)")
        }
    }

    private static func patterns(_ value: JSONValue) -> [String] {
        switch value {
        case .object(let object):
            object.members.flatMap { member in
                member.name == "pattern" ? [member.value.string ?? ""] : patterns(member.value)
            }
        case .array(let elements): elements.flatMap(patterns)
        default: []
        }
    }
}

extension MemberDescription {
    /// The declaration in the form of the model's file.
    fileprivate func modelled(in operation: String) -> JSONValue {
        var object = kind.modelled
        // The model's pattern looks ahead; the input checks it by hand (`AccountAliasInput`).
        if name == "AccountAlias" { object["pattern"] = "^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$" }
        if isRequired { object["required"] = true }
        if isSensitive { object["sensitive"] = true }
        return .object(object)
    }
}

extension MemberDescription.Kind {
    fileprivate var modelled: JSONObject {
        switch self {
        case .string(let length, let pattern):
            var object: JSONObject = ["type": "string"]
            object.set(length)
            object["pattern"] = pattern.map { .string($0) }
            return object
        case .enumeration(let values): return ["type": "enum", "values": .array(values.map { .string($0) })]
        case .integer(let range):
            var object: JSONObject = ["type": "integer"]
            object.set(range)
            return object
        case .bool: return ["type": "bool"]
        case .timestamp: return ["type": "timestamp"]
        case .list(let count, let element):
            var object: JSONObject = ["type": "list"]
            object.set(count)
            object["of"] = .object(element.modelled)
            return object
        case .structure(let members):
            return [
                "type": "structure",
                "members": .object(JSONObject(members.map { ($0.name, $0.modelled(in: "")) })),
            ]
        case .number, .blob, .map, .document: return ["type": "other"]
        }
    }
}

extension JSONObject {
    fileprivate mutating func set(_ range: MemberRange) {
        self["min"] = range.lowest.map { .integer(Int64($0)) }
        self["max"] = range.highest.map { .integer(Int64($0)) }
    }
}

extension JSONValue {
    /// The value with the members of all objects in order, and enumerations' cases too.
    fileprivate var sorted: JSONValue {
        switch self {
        case .object(let object):
            .object(JSONObject(object.members.map { ($0.name, $0.value.sorted) }.sorted { $0.0 < $1.0 }))
        case .array(let elements):
            .array(elements.map(\.sorted).sorted { $0.compactText < $1.compactText })
        default: self
        }
    }
}
