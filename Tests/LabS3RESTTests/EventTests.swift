import LabCore
import LabCrypto
import LabService
import LabTesting
import LabWire
import LabWorld
import Testing

@testable import LabS3
@testable import LabS3REST

/// What the trail says of requests to the object store: one event each, in CloudTrail's shape, also for those that were
/// refused before their operation began.
@Suite struct EventTests {
    private func client() async throws -> WireClient {
        let client = try WireClient()
        _ = try await client.send("PUT", "/bucket").outcome.get()
        return client
    }

    private func events(_ client: WireClient) async throws -> [JSONValue] {
        try await client.lab.lab.door("trail", ["last": 1000])["events"]?.array ?? []
    }

    @Test func aDataEventHasCloudTrailsShape() async throws {
        let client = try await client()
        _ = try await client.send("PUT", "/bucket/a.txt", body: Array("hello".utf8)).outcome.get()
        let event = try #require(try await events(client).last)
        #expect(event["eventName"] == "PutObject" && event["eventCategory"] == "Data")
        #expect(event["managementEvent"] == false && event["readOnly"] == false)
        #expect(event["requestParameters"]?["bucketName"] == "bucket" && event["requestParameters"]?["key"] == "a.txt")
        let additional = event["additionalEventData"]
        #expect(additional?["SignatureVersion"] == "SigV4" && additional?["AuthenticationMethod"] == "AuthHeader")
        #expect(additional?["bytesTransferredIn"] == 5 && additional?["bytesTransferredOut"] == 0)
        #expect(additional?["SSEApplied"] == "Default_SSE_S3" && additional?["x-amz-id-2"] == "host")
        let resources = event["resources"]?.array ?? []
        #expect(resources.map { $0["ARN"] } == ["arn:aws:s3:::bucket/a.txt", "arn:aws:s3:::bucket"])
        #expect(resources.map { $0["accountId"] } == [nil, "111122223333"])
        _ = try await client.send("GET", "/bucket/a.txt").outcome.get()
        let read = try #require(try await events(client).last)
        #expect(read["additionalEventData"]?["bytesTransferredOut"] == 5 && read["readOnly"] == true)
    }

    /// The older configurations have names of their own in the trail.
    @Test(arguments: [
        ("object-lock", "GetBucketObjectLockConfiguration"), ("publicAccessBlock", "GetBucketPublicAccessBlock"),
        ("lifecycle", "GetBucketLifecycle"), ("list-type=2", "ListObjects"), ("notification", "GetBucketNotification"),
    ])
    func managementEventsHaveTheirHistoricalNames(_ query: String, _ name: String) async throws {
        let client = try await client()
        _ = try await client.send("GET", "/bucket?\(query)")
        let event = try #require(try await events(client).last)
        #expect(event["eventName"]?.string == name)
        #expect(event["managementEvent"] == true && event["eventCategory"] == "Management")
    }

    private struct Refused: Sendable, CustomTestStringConvertible {
        let method: String
        let target: String
        let body: String
        let code: String
        let event: String
        var headers: [String: String] = [:]
        var testDescription: String { "\(event) \(code)" }
    }

    private static let refused = [
        Refused(
            method: "GET", target: "/bucket?max-keys=many", body: "", code: "InvalidArgument", event: "ListObjects"),
        Refused(
            method: "PUT", target: "/bucket?versioning", body: "<A>", code: "BadDigest", event: "PutBucketVersioning",
            headers: ["Content-MD5": "1B2M2Y8AsgTpgAmY7PhCfg=="]),
        Refused(
            method: "PUT", target: "/bucket/k?partNumber=x&uploadId=u", body: "a", code: "InvalidArgument",
            event: "UploadPart"),
        Refused(method: "POST", target: "/bucket/k?select&select-type=2", body: "", code: "NotImplemented", event: ""),
        Refused(method: "GET", target: "/other?versions", body: "", code: "NoSuchBucket", event: "ListObjectVersions"),
    ]

    @Test(arguments: refused) private func whatIsRefusedLeavesOneEvent(_ refused: Refused) async throws {
        let client = try await client()
        let before = try await events(client).count
        let headers = WireHeaders(refused.headers.map { ($0.key, $0.value) })
        let answer = try await client.send(refused.method, refused.target, headers, body: Array(refused.body.utf8))
        #expect(answer.errorCode == refused.code)
        let new = try await events(client).dropFirst(before)
        guard !refused.event.isEmpty else { return #expect(new.count <= 1) }
        #expect(new.count == 1)
        #expect(new.last?["eventName"]?.string == refused.event && new.last?["errorCode"]?.string == refused.code)
        #expect(new.last?["requestParameters"]?["bucketName"] != nil)
    }

    @Test func theCatalogueHasEveryRouteThatTheLabServes() {
        let served = Set(RouteTable.routes.map(\.operation)).subtracting(["PreflightRequest"])
        let known = Set(S3Catalogue.names)
        #expect(known.subtracting(served) == [])
        for route in RouteTable.routes where known.contains(route.operation) {
            #expect(route.facts?.isReadOnly == (route.method == "GET" || route.method == "HEAD"), "\(route.operation)")
        }
    }
}
