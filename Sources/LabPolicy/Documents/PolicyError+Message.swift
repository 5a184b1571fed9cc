public import LabCore

extension PolicyError {
    /// The error for the wire, with the code and message of the service that stores this kind of document.
    public var serviceError: ServiceError {
        ServiceError(ServiceError.Code(codeName), message, hint: hint)
    }

    private var codeName: String {
        switch (kind, cause) {
        case (.resource(.key), .tooLarge): "LimitExceededException"
        case (.resource(.key), _): "MalformedPolicyDocumentException"
        case (.resource(.bucket), _), (.resource(.other), _): "MalformedPolicy"
        case (.session, .tooLarge): "PackedPolicyTooLarge"
        case (_, .tooLarge): "LimitExceeded"
        default: "MalformedPolicyDocument"
        }
    }

    /// AWS's message, word for word where it is known.
    public var message: String {
        switch kind {
        case .resource(.key): keyMessage
        case .resource(.bucket), .resource(.other): bucketMessage
        default: identityMessage
        }
    }

    /// What a person can do about it: the place and the cause in plain words.
    public var hint: String {
        path.isEmpty ? description : "\(path): \(description)"
    }

    /// The place where the document is wrong is in ``path``; AWS KMS words only few causes.
    private var keyMessage: String {
        switch cause {
        case .invalidPrincipal: "Policy contains a statement with one or more invalid principals."
        case .overlyPermissiveCondition(let key): Self.overlyPermissive(key)
        case .tooLarge(_, let limit): "The policy is too long. The maximum size is \(limit) bytes."
        case .missingField(let field): "Missing required field \(field)"
        case .notJSON, .notAnObject: "The new key policy is not a valid JSON document."
        default: identityMessage
        }
    }

    private static func overlyPermissive(_ key: String) -> String {
        let what = key.lowercased().hasPrefix("kms:") ? "encryption context" : "tag"
        return "OverlyPermissiveCondition: Using the ForAllValues set operator with a single-valued condition key "
            + "matches requests without the specified \(what)"
    }

    private var bucketMessage: String {
        switch cause {
        case .notJSON, .notAnObject: "Policies must be valid JSON and the first byte must be '{'"
        case .tooLarge(_, let limit): "Policies must not exceed \(limit) bytes"
        case .unknownField(let field): "Unknown field \(field)"
        case .missingField(let field): "Missing required field \(field)"
        case .prohibitedField(let field): "Has prohibited field \(field)"
        case .emptyList("Statement"): "Could not parse the policy: Statement is empty!"
        case .invalidVersion: "The policy must contain a valid version string"
        case .invalidEffect(let effect): "Invalid effect: \(effect)"
        case .invalidPrincipal: "Invalid principal in policy"
        case .actionWithoutVendor, .invalidAction: "Policy has invalid action"
        case .invalidResource: "Policy has invalid resource"
        case .actionFitsNoResource: "Action does not apply to any resource(s) in statement"
        case .unknownOperator(let name): "Invalid Condition type : \(name)"
        case .invalidConditionKey: "Policy has an invalid condition key"
        default: "Invalid policy syntax."
        }
    }

    private var identityMessage: String {
        switch cause {
        case .tooLarge(_, let limit): sizeMessage(limit)
        case .outdatedVersion: "Policy document must be version 2012-10-17 or greater."
        case .missingField(let field): missingMessage(field)
        case .prohibitedField(let field): prohibitedMessage(field)
        case .invalidSid:
            "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression "
                + "[0-9A-Za-z]*"
        case .duplicateSid: "Statement IDs (SID) in a single policy must be unique."
        case .invalidPrincipal(let type, let value): "Invalid principal in policy: \"\(type)\":\"\(value)\""
        case .actionWithoutVendor: "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
        case .invalidAction(let action): actionMessage(action)
        case .invalidResource(let resource): resourceMessage(resource)
        case .unknownOperator(let name): "Invalid Condition type : \(name)."
        case .invalidConditionKey: "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
        case .notATrustAction: "AssumeRole policy may only specify STS AssumeRole actions."
        default: "Syntax errors in policy."
        }
    }

    private func sizeMessage(_ limit: Int) -> String {
        switch kind {
        case .identity(.userInline): "Maximum policy size of \(limit) bytes exceeded for user"
        case .identity(.groupInline): "Maximum policy size of \(limit) bytes exceeded for group"
        case .identity(.roleInline): "Maximum policy size of \(limit) bytes exceeded for role"
        case .resource(.roleTrust): "Cannot exceed quota for ACLSizePerRole: \(limit)"
        default: "Cannot exceed quota for PolicySize: \(limit)"
        }
    }

    private func missingMessage(_ field: String) -> String {
        switch field {
        case "Action": "Policy statement must contain actions."
        case "Resource": "Policy statement must contain resources."
        case "Statement": "Syntax errors in policy."
        default: "Missing required field \(field)"
        }
    }

    private func prohibitedMessage(_ field: String) -> String {
        field.hasSuffix("Principal")
            ? "Policy document should not specify a principal." : "Has prohibited field \(field)"
    }

    private func actionMessage(_ action: String) -> String {
        action.utf8.count { $0 == UInt8(ascii: ":") } > 1
            ? "Actions/Condition can contain only one colon." : "Policy statement contains invalid action: \(action)"
    }

    private func resourceMessage(_ resource: String) -> String {
        resource.hasPrefix("arn:")
            ? "The policy failed legacy parsing" : "Resource \(resource) must be in ARN format or \"*\"."
    }
}

extension PolicyError: CustomStringConvertible {
    /// The cause in plain words.
    public var description: String {
        switch cause {
        case .tooLarge(let size, let limit): "the document has \(size) characters or bytes, \(limit) are allowed"
        case .notJSON(let reason): "not JSON: \(reason)"
        case .notAnObject: "a policy is a JSON object"
        case .invalidCharacter: "a policy holds Latin-1 characters only"
        case .unknownField(let field): "policies have no member `\(field)`"
        case .wrongType(let field): "`\(field)` has the wrong JSON type"
        case .invalidVersion(let version): "there is no policy version `\(version)`, use `2012-10-17`"
        case .outdatedVersion: "this kind of policy needs `\"Version\": \"2012-10-17\"`"
        case .missingField(let field): "`\(field)` is missing"
        case .prohibitedField(let field): "this kind of policy may not have `\(field)`"
        case .conflictingFields(let first, let second): "`\(first)` and `\(second)` exclude each other"
        case .emptyList(let field): "`\(field)` is empty"
        case .invalidEffect(let effect): "`\(effect)` is neither `Allow` nor `Deny`"
        default: detail
        }
    }

    private var detail: String {
        switch cause {
        case .invalidSid(let sid): "the Sid `\(sid)` may hold letters and digits only"
        case .duplicateSid(let sid): "two statements have the Sid `\(sid)`"
        case .invalidPrincipal(let type, let value): "`\(value)` is not a valid principal of type `\(type)`"
        case .actionWithoutVendor(let action): "the action `\(action)` has no service prefix, such as `kms:`"
        case .invalidAction(let action): "`\(action)` is not an action"
        case .invalidResource(let resource): "`\(resource)` is neither a fitting ARN nor `*`"
        case .unknownOperator(let name): "there is no condition operator `\(name)`"
        case .invalidConditionKey(let key): "`\(key)` is not a condition key: it needs a prefix, such as `aws:`"
        case .overlyPermissiveCondition(let key): "`ForAllValues` on `\(key)` matches requests without it"
        case .notATrustAction(let action): "a trust policy is about assuming the role, not about `\(action)`"
        case .actionFitsNoResource(let action): "no resource of the statement fits the action `\(action)`"
        default: "the policy is malformed"
        }
    }
}
