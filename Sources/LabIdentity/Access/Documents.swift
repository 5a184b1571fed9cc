import LabCore
import LabPolicy

/// Parses the policy documents that requests bring.
enum Documents {
    /// A document of this kind.
    ///
    /// - Throws: `MalformedPolicyDocument`; `LimitExceeded` when it is too large.
    static func parse(_ text: String, _ kind: PolicyKind) throws(ServiceError) -> PolicyDocument {
        do throws(PolicyError) {
            return try PolicyDocument(parsing: text, kind: kind)
        } catch {
            throw IAMError.document(error)
        }
    }

    /// A trust policy whose principals exist.
    ///
    /// - Throws: `MalformedPolicyDocument`; `LimitExceeded` when it is too large.
    static func parseTrust(_ text: String, _ state: IdentityState) throws(ServiceError) -> PolicyDocument {
        let document = try parse(text, .resource(.roleTrust))
        if let unknown = state.unknownPrincipal(in: document) { throw IAMError.invalidPrincipal(unknown) }
        return document
    }
}
