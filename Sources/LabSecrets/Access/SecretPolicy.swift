import LabCore
import LabPolicy
import LabService

/// The resource policies of secrets.
enum SecretPolicy {
    /// A given policy.
    ///
    /// - Throws: `MalformedPolicyDocumentException` with the cause.
    static func parse(_ text: String) throws(ServiceError) -> PolicyDocument {
        do throws(PolicyError) {
            return try PolicyDocument(parsing: text, kind: .resource(.other))
        } catch {
            throw SecretsError.malformedPolicy(
                "This resource policy contains a syntax error: \(error.message).", hint: error.hint)
        }
    }

    /// The principals in a policy's text, which must exist.
    static func namedPrincipals(in text: String) -> [NamedPrincipal] {
        guard let policy = try? parse(text) else { return [] }
        let refusal = SecretsError.malformedPolicy(
            "This resource policy contains an unsupported principal.",
            hint: "the users and roles that a policy names must exist")
        return policy.principals.map { NamedPrincipal($0, orElse: refusal) }
    }
}
