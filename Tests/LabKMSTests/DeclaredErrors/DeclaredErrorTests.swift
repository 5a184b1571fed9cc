import LabCore
import LabKMS
import LabWorld
import Testing

/// Every error that AWS declares, operation by operation: provoked here, or it stands in ``Excuses`` with the reason why
/// it cannot happen in this lab.
@Suite struct DeclaredErrorTests {
    @Test(arguments: KMSOperations.all.names)
    func everyDeclaredErrorIsProvokedOrExcused(_ operation: String) async throws {
        let excused = Excuses.of(operation)
        for exception in try Oracle.declaredErrors(operation).subtracting(excused.keys).sorted() {
            let refusal = try await Provocation(operation: operation, exception: exception).refusal()
            #expect(refusal?.code == exception, "\(operation) \(exception)")
        }
    }

    @Test(arguments: KMSOperations.all.names)
    func nothingIsExcusedThatIsNotDeclared(_ operation: String) throws {
        let strangers = Set(Excuses.of(operation).keys).subtracting(try Oracle.declaredErrors(operation))
        #expect(strangers.isEmpty, "\(strangers.sorted())")
    }
}

/// Declared errors that cannot happen in the lab.
enum Excuses {
    /// The reasons, by exception.
    static func of(_ operation: String) -> [String: String] {
        let everywhere = ["DependencyTimeoutException": "nothing that the lab depends on answers late"]
            .merging(["KeyUnavailableException": "key material is at hand, or the key's state says that it is not"]) {
                $1
            }
        var excuses = everywhere.filter { exception, _ in
            (try? Oracle.declaredErrors(operation))?.contains(exception) == true
        }
        for (exception, operations, reason) in particular where operations.contains(operation) {
            excuses[exception] = reason
        }
        return excuses
    }

    private static let particular: [(exception: String, operations: Set<String>, reason: String)] = [
        ("InvalidAliasNameException", ["CreateAlias"], "AWS was recorded to answer ValidationException instead"),
        ("InvalidArnException", ["CreateKey"], "the request has no ARN of its own; a policy's are the policy's errors"),
        ("NotFoundException", ["ListRetirableGrants"], "a principal without grants has an empty list"),
        ("DisabledException", ["GetPublicKey"], "a disabled key shows its public half (Developer Guide, key states)"),
        (
            "KMSInvalidStateException",
            [
                "DeleteAlias", "GetKeyPolicy", "ListGrants", "ListKeyPolicies", "PutKeyPolicy", "RevokeGrant",
                "RetireGrant",
            ],
            "allowed in every state (Developer Guide, key states)"
        ),
        (
            "KMSInvalidStateException", ["GetKeyRotationStatus", "ListKeyRotations"],
            "allowed in every state; other kinds of keys are UnsupportedOperationException"
        ),
        ("InvalidKeyUsageException", ["GetPublicKey"], "a public half can be had whatever the key is for"),
        ("LimitExceededException", ["EnableKey"], "disabled keys count as much as enabled ones"),
        ("LimitExceededException", ["TagResource"], "AWS was recorded to answer TagException for too many tags"),
        ("DryRunOperationException", ["Encapsulate", "Decapsulate"], "never succeeds: libcrypto 3.0 has no ML-KEM"),
        ("InvalidCiphertextException", ["Decapsulate"], "never comes that far: libcrypto 3.0 has no ML-KEM"),
    ]
}
