import LabCore
import LabCrypto
import LabService
import Testing

@testable import LabS3

/// What the sealed form of a body must refuse, and what it must not show.
@Suite struct SealedBodyTests {
    private let identity = BodyIdentity(bucket: "lab", key: "a.txt", version: .null)

    @Test(arguments: [0, 1, 15, 65_535, 65_536, 65_537, 131_072, 200_000], [1, 2])
    func everyLengthComesBack(count: Int, layers: Int) async throws {
        let sample = try await Sample(count: count, layers: layers, identity: identity)
        #expect(try sample.read() == sample.plaintext)
    }

    @Test(arguments: [0..<0, 0..<1, 65_535..<65_537, 70_000..<70_001, 131_000..<200_000, 199_999..<200_000])
    func aRangeComesBack(range: Range<Int>) async throws {
        let sample = try await Sample(count: 200_000, layers: 1, identity: identity)
        #expect(try sample.read(range) == Array(sample.plaintext[range]))
    }

    @Test func aRangeTouchesOnlyItsChunks() async throws {
        let sample = try await Sample(count: 200_000, layers: 1, identity: identity)
        let damaged = sample.replacing { bytes in bytes[48 + 70_000] ^= 1 }
        #expect(try damaged.read(0..<65_536) == Array(sample.plaintext[0..<65_536]))
        #expect(throws: BodyFailure.damaged) { try damaged.read(65_536..<65_537) }
    }

    @Test(arguments: [1, 2])
    func everyFlippedBitIsNoticed(layers: Int) async throws {
        let sample = try await Sample(count: 300, layers: layers, identity: identity)
        for index in sample.sealed.indices {
            let damaged = sample.replacing { $0[index] ^= 1 << UInt8(index % 8) }
            #expect(throws: BodyFailure.self, "byte \(index)") { try damaged.read() }
        }
    }

    @Test func aBodyCutShortAtAChunkDoesNotOpen() async throws {
        let sample = try await Sample(count: 131_072, layers: 1, identity: identity)
        let cut = sample.replacing { $0.removeLast(65_536 + 16) }
        #expect(throws: BodyFailure.damaged) { try cut.read() }
        // Also when the record is made to agree: the last chunk is not marked as one.
        #expect(throws: BodyFailure.damaged) { try cut.read(0..<65_536, byteCount: 65_536) }
    }

    @Test func swappedChunksDoNotOpen() async throws {
        let sample = try await Sample(count: 200_000, layers: 1, identity: identity)
        let swapped = sample.replacing { bytes in
            let first = Array(bytes[48..<48 + 65_552])
            let second = Array(bytes[48 + 65_552..<48 + 2 * 65_552])
            bytes.replaceSubrange(48..<48 + 2 * 65_552, with: second + first)
        }
        #expect(throws: BodyFailure.damaged) { try swapped.read() }
    }

    @Test(arguments: [
        BodyIdentity(bucket: "lab2", key: "a.txt", version: .null),
        BodyIdentity(bucket: "lab", key: "a.txu", version: .null),
        BodyIdentity(bucket: "laba", key: ".txt", version: .null),
        BodyIdentity(bucket: "lab", key: "a.txt", version: .null, part: 1),
    ])
    func anotherObjectsBodyDoesNotOpen(other: BodyIdentity) async throws {
        let sample = try await Sample(count: 1000, layers: 1, identity: identity)
        #expect(throws: BodyFailure.damaged) { try sample.read(as: other) }
    }

    @Test func anotherVersionsBodyDoesNotOpen() async throws {
        let sample = try await Sample(count: 1000, layers: 1, identity: identity)
        let version = try VersionID.random(from: OpenSSLRandom())
        let other = BodyIdentity(bucket: "lab", key: "a.txt", version: version)
        #expect(throws: BodyFailure.damaged) { try sample.read(as: other) }
    }

    @Test func bothLayersAreNeeded() async throws {
        let sample = try await Sample(count: 1000, layers: 2, identity: identity)
        for layer in 0...1 {
            var keys = sample.dataKeys
            keys[layer] = try KeyMaterial.random(byteCount: 32, from: OpenSSLRandom())
            #expect(throws: BodyFailure.damaged) { try sample.read(keys: keys) }
        }
    }

    @Test func theSamePlaintextNeverSealsTheSameTwice() async throws {
        let key = try KeyMaterial.random(byteCount: 32, from: OpenSSLRandom())
        let plaintext = Array(repeating: UInt8(7), count: 100)
        let first = try await Sample(plaintext: plaintext, dataKeys: [key], identity: identity)
        let second = try await Sample(plaintext: plaintext, dataKeys: [key], identity: identity)
        #expect(first.sealed[48...] != second.sealed[48...])
    }

    @Test(arguments: [1, 2])
    func thePlaintextIsNowhereInTheSealedBytes(layers: Int) async throws {
        let planted = Array("the launch code is 0000".utf8)
        let plaintext = Array(repeatElement(planted, count: 10_000).joined())
        let keys = try (0..<layers).map { _ in try KeyMaterial.random(byteCount: 32, from: OpenSSLRandom()) }
        let sample = try await Sample(plaintext: plaintext, dataKeys: keys, identity: identity)
        #expect(!sample.sealed.contains(planted))
        #expect(plaintext.contains(planted), "the search must be able to find it")
    }

    @Test func piecesOfAnySizeSealAlike() async throws {
        let plaintext = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        for size in [1, 1000, 65_536, 70_000, 200_000] {
            let sample = try await Sample(count: 0, layers: 1, identity: identity)
            var writer = try BodyWriter(
                identity: identity, dataKeys: sample.dataKeys, store: MemoryBodyStore(), random: OpenSSLRandom())
            for start in stride(from: 0, to: plaintext.count, by: size) {
                try writer.write(Array(plaintext[start..<min(plaintext.count, start + size)]))
            }
            let staged = try await writer.finish()
            #expect(staged.byteCount == plaintext.count)
            let read = try Sample.read(staged, 0..<plaintext.count, identity, sample.dataKeys, MemoryBodyStore())
            #expect(read == plaintext)
        }
    }

    @Test func aHeaderIsReadWhole() async throws {
        let header = BodyFormat(layers: 1, salt: Array(repeating: 9, count: 32)).header
        #expect(try BodyFormat(parsing: header).header == header)
        for index in 0..<16 {
            var other = header
            other[index] ^= 0x80
            #expect(throws: BodyFailure.damaged, "byte \(index)") { try BodyFormat(parsing: other) }
        }
        #expect(throws: BodyFailure.damaged) { try BodyFormat(parsing: header + [0]) }
        #expect(throws: BodyFailure.damaged) { try BodyFormat(parsing: Array(header.dropLast())) }
    }
}

/// A body that was sealed for a test.
struct Sample {
    let plaintext: [UInt8]
    let dataKeys: [KeyMaterial]
    let identity: BodyIdentity
    var sealed: [UInt8]

    init(count: Int, layers: Int, identity: BodyIdentity) async throws {
        let random = OpenSSLRandom()
        let keys = try (0..<layers).map { _ in try KeyMaterial.random(byteCount: 32, from: random) }
        try await self.init(plaintext: random.bytes(count, for: .nonce), dataKeys: keys, identity: identity)
    }

    init(plaintext: [UInt8], dataKeys: [KeyMaterial], identity: BodyIdentity) async throws {
        self.plaintext = plaintext
        self.dataKeys = dataKeys
        self.identity = identity
        let store = MemoryBodyStore()
        var writer = try BodyWriter(identity: identity, dataKeys: dataKeys, store: store, random: OpenSSLRandom())
        try writer.write(plaintext)
        let staged = try await writer.finish()
        let bytes = try SealedSegment(staged, identity).open(in: store)
        sealed = try bytes.read(at: 0, count: bytes.byteCount)
    }

    func replacing(_ change: (inout [UInt8]) -> Void) -> Sample {
        var copy = self
        change(&copy.sealed)
        return copy
    }

    func read(
        _ range: Range<Int>? = nil, byteCount: Int? = nil, as identity: BodyIdentity? = nil, keys: [KeyMaterial]? = nil
    ) throws -> [UInt8] {
        let segment = SealedSegment(
            location: .inline(StoredBytes(sealed)), row: nil, byteCount: byteCount ?? plaintext.count,
            identity: identity ?? self.identity)
        var cursor = BodyCursor(
            [segment], range: range ?? 0..<plaintext.count, dataKeys: keys ?? dataKeys, store: MemoryBodyStore())
        return try Self.drain(&cursor, isEmpty: plaintext.isEmpty)
    }

    static func read(
        _ staged: StagedBody, _ range: Range<Int>, _ identity: BodyIdentity, _ keys: [KeyMaterial],
        _ store: any BodyStore
    ) throws -> [UInt8] {
        var cursor = BodyCursor([SealedSegment(staged, identity)], range: range, dataKeys: keys, store: store)
        return try drain(&cursor, isEmpty: false)
    }

    private static func drain(_ cursor: inout BodyCursor, isEmpty: Bool) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while let piece = try cursor.next() { bytes += piece }
        return bytes
    }
}

extension SealedSegment {
    init(_ staged: StagedBody, _ identity: BodyIdentity) {
        self.init(location: staged.location, row: staged.row, byteCount: staged.byteCount, identity: identity)
    }
}
