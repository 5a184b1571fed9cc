/// Why a policy document was refused.
///
/// Parsing is strict: nothing is ignored that AWS would refuse. ``serviceError`` is what goes on the wire.
public struct PolicyError: Error, Hashable, Sendable {
    /// What is wrong.
    public enum Cause: Hashable, Sendable {
        /// The document is larger than its kind allows; sizes as the kind counts them.
        case tooLarge(size: Int, limit: Int)
        /// The text is not JSON, has two members of one name, or nests too deep.
        case notJSON(String)
        /// The text is JSON, but not an object.
        case notAnObject
        /// The document uses a character outside the ones AWS accepts.
        case invalidCharacter
        /// A member that policies do not know.
        case unknownField(String)
        /// A member has the wrong JSON type.
        case wrongType(field: String)
        /// `Version` is not one of the two that exist.
        case invalidVersion(String)
        /// `Version` is missing or old where the current one is required.
        case outdatedVersion
        /// A member is missing.
        case missingField(String)
        /// A member that this kind of policy may not have.
        case prohibitedField(String)
        /// Two members that exclude each other (`Action` and `NotAction`).
        case conflictingFields(String, String)
        /// An empty list where there must be an element.
        case emptyList(field: String)
        /// `Effect` is neither `Allow` nor `Deny`.
        case invalidEffect(String)
        /// A `Sid` with characters its kind does not allow.
        case invalidSid(String)
        /// Two statements with one `Sid`.
        case duplicateSid(String)
        /// A principal that is not well formed, or not valid in this kind of policy. `type` is `AWS`, `Service`, ….
        case invalidPrincipal(type: String, value: String)
        /// An action without a service prefix, such as `GetObject`.
        case actionWithoutVendor(String)
        /// An action or condition key with a colon too many, or with characters no action has.
        case invalidAction(String)
        /// A resource that is neither an ARN nor `*`.
        case invalidResource(String)
        /// A condition operator that does not exist.
        case unknownOperator(String)
        /// A condition key that is empty or has no prefix.
        case invalidConditionKey(String)
        /// `ForAllValues` on a single-valued key, which would match requests without it.
        case overlyPermissiveCondition(key: String)
        /// A trust policy with actions that are not for assuming roles.
        case notATrustAction(String)
        /// A bucket policy whose actions fit none of its resources.
        case actionFitsNoResource(String)
    }

    /// What is wrong.
    public let cause: Cause
    /// Where: `Statement[1].Principal`; empty for the document as a whole.
    public let path: String
    /// The kind of document that was expected.
    public let kind: PolicyKind
}
