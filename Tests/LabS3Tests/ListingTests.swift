import Foundation
import LabCore
import LabService
import Testing

@testable import LabS3

/// Listings against a slow, obvious model, and their paging.
@Suite struct ListingTests {
    private static let keys = [
        "Z", "a", "a b", "a/", "a/b", "a/b/c", "a/c", "a//d", "b", "b/x/1", "b/x/2", "b/y", "e\u{301}", "\u{E9}",
        "\u{FFFF}", "\u{1F600}", "z\u{10FFFF}", "z\u{10FFFF}/q", "zz",
    ]

    private func lab() async throws -> TestLab {
        let lab = try await TestLab.withBucket(versioning: .enabled)
        for key in Self.keys { try await lab.put(key, []) }
        try await lab.put("hidden/x", [])
        try await lab.delete("hidden/x")
        for _ in 0..<40 { try await lab.put("b", []) }
        return lab
    }

    /// What S3 would list, the slow way.
    private func model(prefix: String, delimiter: String?, after: String = "") -> [String] {
        var entries: [String] = []
        for key in Self.keys.map({ ObjectKey($0) }).sorted() where key.hasPrefix(prefix) && key > ObjectKey(after) {
            let rest = String(decoding: Array(key.text.utf8.dropFirst(prefix.utf8.count)), as: UTF8.self)
            var entry = key.text
            if let delimiter, let range = rest.range(of: delimiter) {
                entry = prefix + rest[..<range.upperBound]
            }
            if entries.last.map({ ObjectKey($0) != ObjectKey(entry) }) ?? true { entries.append(entry) }
        }
        return entries
    }

    private func merged(_ page: ObjectPage) -> [String] {
        (page.contents.map(\.key) + page.commonPrefixes).map { ObjectKey($0) }.sorted().map(\.text)
    }

    @Test(arguments: ["", "a", "a/", "b/", "z\u{10FFFF}", "nothing"], [nil, "/", "b", "//"])
    func aListingIsWhatTheModelSays(prefix: String, delimiter: String?) async throws {
        let lab = try await lab()
        let output = try await lab.run(
            ListObjectsV2.self, .init(ListRequest(bucket: "lab", prefix: prefix, delimiter: delimiter)))
        #expect(merged(output.page).elementsEqual(model(prefix: prefix, delimiter: delimiter), by: Self.same))
        #expect(output.keyCount == output.page.contents.count + output.page.commonPrefixes.count)
    }

    @Test(arguments: [nil, "/"], 1...5)
    func pagesJoinWithoutGapOrRepeat(delimiter: String?, size: Int) async throws {
        let lab = try await lab()
        let expected = model(prefix: "", delimiter: delimiter)
        var input = ListObjectsV2.Input(ListRequest(bucket: "lab", delimiter: delimiter, maxKeys: size))
        var found: [String] = []
        while true {
            let output = try await lab.run(ListObjectsV2.self, input)
            #expect(output.keyCount <= size)
            found += merged(output.page)
            #expect(output.page.isTruncated == (output.nextContinuationToken != nil))
            guard let token = output.nextContinuationToken else { break }
            input.continuationToken = token
        }
        #expect(found.elementsEqual(expected, by: Self.same))
    }

    @Test(arguments: 1...4)
    func markersJoinPagesOfVersionOne(size: Int) async throws {
        let lab = try await lab()
        for delimiter in [nil, "/"] {
            var input = ListObjects.Input(ListRequest(bucket: "lab", delimiter: delimiter, maxKeys: size))
            var found: [String] = []
            while true {
                let output = try await lab.run(ListObjects.self, input)
                let entries = merged(output.page)
                found += entries
                #expect((output.nextMarker != nil) == (delimiter != nil && output.page.isTruncated))
                guard output.page.isTruncated else { break }
                input.marker = try #require(output.nextMarker ?? entries.last)
            }
            #expect(found.elementsEqual(model(prefix: "", delimiter: delimiter), by: Self.same))
        }
    }

    @Test func startAfterSkipsAndATokenWins() async throws {
        let lab = try await lab()
        let request = ListRequest(bucket: "lab", maxKeys: 2)
        let after = try await lab.run(ListObjectsV2.self, .init(request, startAfter: "a/b"))
        #expect(after.page.contents.map(\.key) == ["a/b/c", "a/c"])
        let token = try #require(after.nextContinuationToken)
        let next = try await lab.run(
            ListObjectsV2.self, .init(request, continuationToken: token, startAfter: "zz"))
        #expect(next.page.contents.map(\.key) == ["b", "b/x/1"])
    }

    @Test func oddRequestsAreAnsweredOrRefused() async throws {
        let lab = try await lab()
        let none = try await lab.run(ListObjectsV2.self, .init(ListRequest(bucket: "lab", maxKeys: 0)))
        #expect(none.keyCount == 0)
        #expect(!none.page.isTruncated)
        let many = try await lab.run(ListObjectsV2.self, .init(ListRequest(bucket: "lab", maxKeys: 5000)))
        #expect(many.page.maxKeys == 1000)
        func refused(_ input: ListObjectsV2.Input) async -> String? {
            await refusal { try await lab.run(ListObjectsV2.self, input) }?.name
        }
        let request = ListRequest(bucket: "lab")
        for token in ["", "x", "AAAA", "AAAAAEsBYQ=="] {
            #expect(await refused(.init(request, continuationToken: token)) == "InvalidArgument", "\(token)")
        }
        #expect(await refused(.init(ListRequest(bucket: "lab", encodingType: "xml"))) == "InvalidArgument")
        #expect(await refused(.init(ListRequest(bucket: "lab", maxKeys: -1))) == "InvalidArgument")
    }

    @Test func aBucketsNeighboursAreNotListed() async throws {
        let lab = try await lab()
        for name in ["la0", "lab-2", "lab.3"] {
            _ = try await lab.run(CreateBucket.self, .init(bucket: name))
            try await lab.put("other", [], bucket: name)
        }
        #expect(try await lab.list().allSatisfy { $0 != "other" })
    }

    @Test(arguments: [
        ("a b+c", "a+b%2Bc"), ("a/b_c.d-e*", "a/b_c.d-e*"), ("\u{E9}~", "%C3%A9%7E"), ("\u{1}", "%01"),
    ])
    func urlEncodingIsAWSs(text: String, encoded: String) {
        #expect(ListEncoding.url(text) == encoded)
    }

    @Test(arguments: [
        ("a", "b"), ("a/", "a0"), ("a\u{10FFFF}", "b"), ("\u{D7FF}", "\u{E000}"), ("\u{7F}", "\u{80}"),
    ])
    func theSuccessorOfAPrefixComesAfterAllItsKeys(prefix: String, successor: String) {
        #expect(KeyOrder.successor(of: prefix)?.text == successor)
        #expect(ObjectKey(prefix + "\u{10FFFF}\u{10FFFF}") < ObjectKey(successor))
    }

    @Test func nothingComesAfterTheLastScalar() {
        #expect(KeyOrder.successor(of: "\u{10FFFF}\u{10FFFF}") == nil)
    }

    private static func same(_ left: String, _ right: String) -> Bool { left.utf8.elementsEqual(right.utf8) }
}
