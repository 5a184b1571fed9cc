import LabCore
import LabCrypto
import LabService
import Testing

@testable import LabS3

/// A batch is decided key by key: what the caller may not delete stays, the rest goes.
@Suite struct BatchDeletionTests {
    private func allowing(_ statements: String...) -> [String] {
        [#"{"Version":"2012-10-17","Statement":[\#(statements.joined(separator: ","))]}"#]
    }

    private func allow(_ action: String, _ resource: String) -> String {
        #"{"Effect":"Allow","Action":"\#(action)","Resource":"arn:aws:s3:::\#(resource)"}"#
    }

    private func delete(
        _ lab: TestLab, _ objects: [(String, String?)], bypass: Bool? = nil
    ) async throws(ServiceError) -> DeleteObjects.Output {
        let batch = DeleteObjects.Batch(objects.map { .init(key: $0.0, versionID: $0.1) })
        return try await lab.run(
            DeleteObjects.self,
            .init(
                bucket: "lab", batch: .success(batch), bypassGovernanceRetention: bypass,
                checksums: ChecksumHeaders(contentMD5: "1B2M2Y8AsgTpgAmY7PhCfg==")))
    }

    @Test func whatTheCallerMayNotDeleteStaysAndTheRestGoes() async throws {
        let lab = try await TestLab.withBucket()
        for key in ["mine/a", "yours/b", "mine/c"] { try await lab.put(key) }
        lab.caller = TestLab.alice
        lab.identityPolicies = allowing(allow("s3:DeleteObject", "lab/mine/*"))
        let output = try await delete(lab, [("mine/a", nil), ("yours/b", nil), ("mine/c", nil)])
        #expect(output.deleted.map(\.key) == ["mine/a", "mine/c"])
        #expect(output.errors.map(\.key) == ["yours/b"] && output.errors.first?.error.name == "AccessDenied")
        lab.caller = Caller(.root(.standard))
        #expect(try await lab.list() == ["yours/b"])
    }

    /// The names of keys and the ids of versions ask for different actions.
    @Test func aVersionAsksForAnotherActionThanAKey() async throws {
        let lab = try await TestLab.withBucket(versioning: .enabled)
        let version = try await lab.put("a").versionID?.text
        lab.caller = TestLab.alice
        lab.identityPolicies = allowing(allow("s3:DeleteObject", "lab/*"))
        let output = try await delete(lab, [("a", version), ("a", nil)])
        #expect(output.errors.map(\.versionID) == [version])
        #expect(output.deleted.map(\.deleteMarker) == [true])
        lab.identityPolicies = allowing(allow("s3:DeleteObjectVersion", "lab/*"))
        let other = try await delete(lab, [("a", version), ("a", nil)])
        #expect(other.deleted.map(\.versionID) == [version] && other.errors.map(\.versionID) == [nil])
    }

    @Test(arguments: [true, false]) func passingGovernanceTakesThePermissionForThatKey(_ isPermitted: Bool) async throws
    {
        let lab = try await TestLab.withBucket(lock: true)
        let headers = ObjectHeaders(
            lock: LockHeaders(mode: "GOVERNANCE", retainUntilDate: (lab.now + .days(1)).iso8601))
        let sums = ChecksumHeaders(contentMD5: Base64.encode(DigestAlgorithm.md5.digest(of: Array("hello".utf8))))
        let locked = try await lab.put("a", Array("hello".utf8), headers, checksums: sums).versionID?.text
        let free = try await lab.put("b").versionID?.text
        lab.caller = TestLab.alice
        let passing = allow("s3:BypassGovernanceRetention", isPermitted ? "lab/*" : "lab/b")
        lab.identityPolicies = allowing(allow("s3:DeleteObjectVersion", "lab/*"), passing)
        let output = try await delete(lab, [("a", locked), ("b", free)], bypass: true)
        #expect(output.deleted.map(\.key) == (isPermitted ? ["a", "b"] : ["b"]))
        #expect(output.errors.map(\.error.name) == (isPermitted ? [] : ["AccessDenied"]))
    }

    @Test func whoMayDeleteNothingIsToldSoForEveryKey() async throws {
        let lab = try await TestLab.withBucket()
        try await lab.put("a")
        lab.caller = TestLab.stranger
        let output = try await delete(lab, [("a", nil), ("b", nil)])
        #expect(output.deleted.isEmpty && output.errors.map(\.key) == ["a", "b"])
        #expect(output.errors.allSatisfy { $0.error.name == "AccessDenied" })
    }
}
