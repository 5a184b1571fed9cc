import LabCore
import LabService
import LabTesting
import LabWorld
import Testing

/// The pipeline tells IAM when, where and for what an access key signed; what services do for somebody does not count.
@Suite struct AccessKeyUseTests {
    private static let key = "AKIABOB00000000001"

    private func use(_ fixture: WorldFixture) async throws -> JSONValue? {
        try await fixture.call("iam.GetAccessKeyLastUsed", ["AccessKeyId": .string(Self.key)])["AccessKeyLastUsed"]
    }

    private func listKeys(_ fixture: WorldFixture, signedWith key: String?) async throws {
        var caller = try fixture.lab.world.caller(named: "carol")
        caller.accessKeyID = key
        _ = try await fixture.lab.perform("kms", "ListKeys", [:], as: caller)
    }

    @Test func aKeyThatNeverSignedWasNeverUsed() async throws {
        let fixture = try await WorldFixture()
        #expect(try await use(fixture)?["ServiceName"] == "N/A")
        try await listKeys(fixture, signedWith: nil)
        try await listKeys(fixture, signedWith: "AKIAOTHER0000000001")
        #expect(try await use(fixture)?["ServiceName"] == "N/A")
    }

    @Test func theLastRequestIsRemembered() async throws {
        let fixture = try await WorldFixture()
        try await listKeys(fixture, signedWith: Self.key)
        let use = try await use(fixture)
        #expect(use?["ServiceName"] == "kms")
        #expect(use?["Region"] == "us-east-1")
        #expect(use?["LastUsedDate"] != nil)
    }

    @Test func aForkRemembersAndGoesItsOwnWay() async throws {
        let fixture = try await WorldFixture()
        let fork = fixture.lab.fork()
        try await listKeys(fixture, signedWith: Self.key)
        let root = try fork.world.caller(named: "root")
        let input: JSONObject = ["AccessKeyId": .string(Self.key)]
        let use = try await fork.perform("iam", "GetAccessKeyLastUsed", input, as: root)["AccessKeyLastUsed"]
        #expect(use?["ServiceName"] == "N/A")
    }
}

/// IAM has one endpoint: whatever Region signed, policies and events see us-east-1.
@Suite struct GlobalServiceTests {
    @Test func eventsOfIAMBelongToTheStandardRegion() async throws {
        let fixture = try await WorldFixture()
        let region = try #require(Region("eu-west-1"))
        let root = try fixture.lab.world.caller(named: "root")
        _ = try await fixture.lab.perform("iam", "ListUsers", [:], as: root, in: region)
        _ = try await fixture.lab.perform("kms", "ListKeys", [:], as: root, in: region)
        let events = try await fixture.lab.door("trail", ["last": 2])["events"]?.array ?? []
        let regions = Dictionary(
            events.compactMap { event in
                event["eventName"]?.string.flatMap { name in event["awsRegion"]?.string.map { (name, $0) } }
            }
        ) { first, _ in first }
        #expect(regions == ["ListUsers": "us-east-1", "ListKeys": "eu-west-1"])
    }
}
