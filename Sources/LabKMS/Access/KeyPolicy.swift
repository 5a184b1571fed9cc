import LabCore
import LabPolicy

/// Key policies: the default one, and the checks on a given one.
enum KeyPolicy {
    /// The policy of a key that was created without one: the account's identity policies decide.
    ///
    /// - SeeAlso: AWS KMS Developer Guide, "Default key policy"
    static func standard(for account: AccountID) throws(ServiceError) -> PolicyDocument {
        let document: JSONValue = [
            "Version": "2012-10-17",
            "Id": "key-default-1",
            "Statement": [
                [
                    "Sid": "Enable IAM User Permissions",
                    "Effect": "Allow",
                    "Principal": ["AWS": .string(account.root.description)],
                    "Action": "kms:*",
                    "Resource": "*",
                ]
            ],
        ]
        return try parse(document.policyText)
    }

    /// The given policy, or the standard one of `account` when none is given.
    static func parse(_ text: String?, for account: AccountID) throws(ServiceError) -> PolicyDocument {
        guard let text else { return try standard(for: account) }
        return try parse(text)
    }

    /// A given policy.
    ///
    /// - Throws: `MalformedPolicyDocumentException` with the cause; `LimitExceededException` for more than 32 KiB.
    static func parse(_ text: String) throws(ServiceError) -> PolicyDocument {
        do throws(PolicyError) {
            return try PolicyDocument(parsing: text, kind: .resource(.key))
        } catch {
            throw error.serviceError
        }
    }
}
