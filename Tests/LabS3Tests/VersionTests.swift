import LabCore
import LabService
import Testing

@testable import LabS3

/// Versions, delete markers and null versions.
@Suite struct VersionTests {
    private func versions(_ lab: TestLab, _ input: ListObjectVersions.Input? = nil) async throws -> [String] {
        let output = try await lab.run(
            ListObjectVersions.self, input ?? ListObjectVersions.Input(ListRequest(bucket: "lab")))
        return output.versions.map { version in
            let kind = version.object == nil ? "marker" : "version"
            return "\(version.key) \(kind)\(version.isLatest ? " latest" : "")"
        }
    }

    @Test func everyWriteMakesAVersion() async throws {
        let lab = try await TestLab.withBucket(versioning: .enabled)
        let first = try #require(try await lab.put("a", [1]).versionID?.text)
        let second = try #require(try await lab.put("a", [2]).versionID?.text)
        #expect(first != second)
        #expect(first.utf8.count == 32)
        #expect(try await lab.get("a") == [2])
        #expect(try await lab.get("a", versionID: first) == [1])
        #expect(try await lab.head("a").versionID?.text == second)
        let marker = try await lab.delete("a")
        #expect(marker.deleteMarker == true)
        let hidden = await refusal { try await lab.get("a") }
        #expect(hidden?.name == "NoSuchKey")
        #expect(hidden?.details["header:x-amz-delete-marker"] == "true")
        #expect(hidden?.details["header:x-amz-version-id"] == marker.versionID?.text)
        let byID = await refusal { try await lab.get("a", versionID: marker.versionID?.text) }
        #expect(byID?.name == "MethodNotAllowed")
        #expect(byID?.details["header:Allow"] == "DELETE")
        #expect(try await versions(lab) == ["a marker latest", "a version", "a version"])
        let removed = try await lab.delete("a", versionID: marker.versionID?.text)
        #expect(removed.deleteMarker == true)
        #expect(try await lab.get("a") == [2])
    }

    @Test func suspendedWritesReplaceTheNullVersionOnly() async throws {
        let lab = try await TestLab.withBucket()
        try await lab.put("a", [0])
        lab.change { $0.versioning = .enabled }
        try await lab.put("a", [1])
        lab.change { $0.versioning = .suspended }
        let put = try await lab.put("a", [2])
        #expect(put.versionID == nil)
        #expect(try await lab.head("a").versionID == .null)
        #expect(try await lab.get("a", versionID: "null") == [2])
        #expect(try await versions(lab) == ["a version latest", "a version"])
        let marker = try await lab.delete("a")
        #expect(marker.versionID == .null)
        #expect(try await versions(lab) == ["a marker latest", "a version"])
    }

    @Test func anUnversionedBucketKnowsNoVersionIDs() async throws {
        let lab = try await TestLab.withBucket()
        try await lab.put("a", [1])
        #expect(try await lab.head("a").versionID == nil)
        #expect(try await lab.get("a", versionID: "null") == [1])
        let well = String(repeating: "x", count: 32)
        #expect(await refusal { try await lab.get("a", versionID: well) }?.name == "InvalidArgument")
        let none = try await lab.delete("nothing")
        #expect(none == DeleteObject.Output(deleteMarker: nil, versionID: nil))
        lab.change { $0.versioning = .enabled }
        #expect(await refusal { try await lab.get("a", versionID: well) }?.name == "NoSuchVersion")
        #expect(await refusal { try await lab.get("a", versionID: "bad") }?.name == "InvalidArgument")
        try await lab.delete("a", versionID: well)
    }

    @Test func versioningGoesForwardOnly() async throws {
        let lab = try await TestLab.withBucket()
        func put(_ status: String?) async -> String? {
            await refusal {
                try await lab.run(PutBucketVersioning.self, .init(bucket: "lab", status: .success(status)))
            }?.name
        }
        #expect(try await lab.run(GetBucketVersioning.self, BucketRequest(bucket: "lab")).status == nil)
        #expect(await put("enabled") == "MalformedXML")
        #expect(await put(nil) == "IllegalVersioningConfigurationException")
        #expect(await put("Suspended") == nil)
        #expect(await put("Enabled") == nil)
        #expect(try await lab.run(GetBucketVersioning.self, BucketRequest(bucket: "lab")).status == .enabled)
    }

    @Test func aWriteDuringASwitchOfVersioningIsRepeated() async throws {
        let lab = try await TestLab.withBucket()
        let error = await refusal {
            try await lab.run(PutObject.self, .init(bucket: "lab", key: "a", body: MemorySource([1]))) {
                lab.change { $0.versioning = .enabled }
            }
        }
        #expect(error?.name == "OperationAborted")
        #expect(try await lab.list().isEmpty)
    }

    @Test func versionPagesJoinWithoutGapOrRepeat() async throws {
        let lab = try await TestLab.withBucket(versioning: .enabled)
        for key in ["a", "b/1", "b/2", "c"] {
            for round in 0..<3 { try await lab.put(key, [UInt8(round)]) }
        }
        try await lab.delete("c")
        for delimiter in [nil, "/"] {
            var whole = ListObjectVersions.Input(ListRequest(bucket: "lab", delimiter: delimiter))
            let all = try await lab.run(ListObjectVersions.self, whole)
            for size in 1...4 {
                var ids: [String] = []
                var prefixes: [String] = []
                whole.request.maxKeys = size
                whole.keyMarker = ""
                whole.versionIDMarker = nil
                while true {
                    let page = try await lab.run(ListObjectVersions.self, whole)
                    ids += page.versions.map(\.versionID.text)
                    prefixes += page.commonPrefixes
                    #expect(page.versions.count + page.commonPrefixes.count <= size)
                    guard page.isTruncated else { break }
                    whole.keyMarker = try #require(page.nextKeyMarker)
                    whole.versionIDMarker = page.nextVersionIDMarker
                }
                #expect(ids == all.versions.map(\.versionID.text))
                #expect(prefixes == all.commonPrefixes)
            }
        }
        let alone = ListObjectVersions.Input(ListRequest(bucket: "lab"), versionIDMarker: "null")
        #expect(await refusal { try await lab.run(ListObjectVersions.self, alone) }?.name == "InvalidArgument")
    }

    @Test func anExchangedVersionRecordDoesNotOpen() async throws {
        let lab = try await TestLab.withBucket(versioning: .enabled)
        try await lab.put("a", [1])
        let old = try #require(lab.state.newest("a", in: "lab"))
        try await lab.put("a", [2])
        let new = try #require(lab.state.newest("a", in: "lab"))
        // The old record under the new version's id.
        let forged = ObjectContent(
            versionID: new.versionID, lastModified: new.lastModified, owner: new.content.owner, data: old.data)
        lab.state.objects.put(ObjectVersion(id: new.id, content: forged))
        #expect(await refusal { try await lab.get("a") }?.name == "InternalError")
    }

    @Test func rowsSurviveSavingAndLoading() async throws {
        let lab = try await TestLab.withBucket(versioning: .enabled)
        try await lab.put("e\u{301}/\u{E9}", Array(repeating: 1, count: 10))
        try await lab.delete("gone")
        for row in lab.state.objects.all {
            let loaded = try SavedRow.roundTrip(row)
            #expect(loaded.id == row.id)
            #expect(try SavedRow.bytes(loaded).count == (try SavedRow.bytes(row).count))
            lab.state.objects.load(loaded)
        }
        let bucket = try #require(lab.state.buckets[BucketID("lab")])
        #expect(try SavedRow.roundTrip(bucket).versioning == .enabled)
        #expect(try await lab.get("e\u{301}/\u{E9}") == Array(repeating: 1, count: 10))
        #expect(Set(lab.state.objects.all.map(\.id.rowKey)).count == lab.state.objects.count)
    }
}
