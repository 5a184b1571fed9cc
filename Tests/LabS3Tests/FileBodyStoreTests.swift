import Foundation
import LabCore
import LabCrypto
import LabService
import Testing

@testable import LabS3

/// Bodies as files: nothing half-written, nothing lost, nothing in the clear.
@Suite struct FileBodyStoreTests {
    private let identity = BodyIdentity(bucket: "lab", key: "a.txt", version: .null)
    private let directory = FileManager.default.temporaryDirectory.path + "/kmslab-s3-\(UUID().uuidString)"

    private func write(_ plaintext: [UInt8], key: KeyMaterial, to store: any BodyStore) async throws -> StagedBody {
        var writer = try BodyWriter(identity: identity, dataKeys: [key], store: store, random: OpenSSLRandom())
        try writer.write(plaintext)
        return try await writer.finish()
    }

    private func files() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: directory).filter { path in
            var isDirectory: ObjCBool = false
            let exists = FileManager.default.fileExists(atPath: "\(directory)/\(path)", isDirectory: &isDirectory)
            return exists && !isDirectory.boolValue
        }
    }

    @Test func aKeptBodyIsAFileOfCiphertext() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let store = try FileBodyStore(directory: directory)
        let key = try KeyMaterial.random(byteCount: 32, from: OpenSSLRandom())
        let planted = Array("attack at dawn".utf8)
        let plaintext = Array(repeatElement(planted, count: 10_000).joined())
        let staged = try await write(plaintext, key: key, to: store)
        staged.keep()
        let names = try files()
        #expect(names.count == 1)
        let bytes = try #require(FileManager.default.contents(atPath: "\(directory)/\(names[0])"))
        #expect(!Array(bytes).contains(planted))
        let read = try Sample.read(staged, 0..<plaintext.count, identity, [key], store)
        #expect(read == plaintext)
    }

    @Test func aBodyThatNobodyKeepsGoes() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let store = try FileBodyStore(directory: directory)
        let key = try KeyMaterial.random(byteCount: 32, from: OpenSSLRandom())
        do {
            let staged = try await write(Array(repeating: 1, count: 10_000), key: key, to: store)
            #expect(try files().count == 1)
            withExtendedLifetime(staged) {}
        }
        #expect(try files().isEmpty)
    }

    @Test func aBodyThatIsNotFinishedGoes() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let store = try FileBodyStore(directory: directory)
        do {
            let sink = try store.begin(try BodyID.random(from: OpenSSLRandom()))
            try sink.append(3) { $0.copyBytes(from: [1, 2, 3]) }
            #expect(try files().count == 1)
        }
        #expect(try files().isEmpty)
    }

    @Test func theSweepRemovesOrphansOnly() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let store = try FileBodyStore(directory: directory)
        let key = try KeyMaterial.random(byteCount: 32, from: OpenSSLRandom())
        let kept = try await write(Array(repeating: 1, count: 10_000), key: key, to: store)
        kept.keep()
        let orphan = try await write(Array(repeating: 2, count: 10_000), key: key, to: store)
        orphan.keep()
        try Data([1]).write(to: URL(fileURLWithPath: "\(directory)/incoming/left-over"))
        let row = try #require(kept.row)
        #expect(try store.removeOrphans(keeping: [row.id]) == 2)
        #expect(try files() == ["\(row.id.text.prefix(2))/\(row.id)"])
    }

    @Test func aReleasedBodyStaysReadableForOlderStates() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let store = try FileBodyStore(directory: directory)
        let key = try KeyMaterial.random(byteCount: 32, from: OpenSSLRandom())
        let staged = try await write(Array(repeating: 1, count: 10_000), key: key, to: store)
        staged.keep()
        let row = try #require(staged.row)
        var state = S3State(store: store)
        var reader: S3State? = state
        state.release([row.id])
        store.finishRemovals()
        #expect(try reader?.store.open(row).byteCount == 10_064)
        reader = nil
        store.finishRemovals()
        #expect(throws: BodyFailure.missing) { try store.open(row) }
        #expect(try files().isEmpty)
        withExtendedLifetime(state) {}
    }

    /// What a state lost is kept by those older than it, whatever was lost before.
    @Test func theOldestStateKeepsEverythingThatWasLostSince() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let store = try FileBodyStore(directory: directory)
        let key = try KeyMaterial.random(byteCount: 32, from: OpenSSLRandom())
        var rows: [BodyRow] = []
        for _ in 0..<3 {
            let staged = try await write(Array(repeating: 1, count: 10_000), key: key, to: store)
            staged.keep()
            rows.append(try #require(staged.row))
        }
        var state = S3State(store: store)
        var fork: S3State? = state.forked()
        state.release([rows[0].id])
        var later: S3State? = state
        state.release([rows[1].id])
        later = nil
        store.finishRemovals()
        #expect(try files().count == 3)
        fork = nil
        store.finishRemovals()
        #expect(try files() == ["\(rows[2].id.text.prefix(2))/\(rows[2].id)"])
        withExtendedLifetime((state, fork, later)) {}
    }

    /// The second part's file is opened when its turn comes, long after the request was done.
    @Test func aReaderKeepsThePartsThatItHasNotReachedYet() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let store = try FileBodyStore(directory: directory)
        let key = try KeyMaterial.random(byteCount: 32, from: OpenSSLRandom())
        var segments: [SealedSegment] = []
        for _ in 0..<2 {
            let staged = try await write(Array(repeating: 1, count: 100_000), key: key, to: store)
            staged.keep()
            segments.append(
                SealedSegment(
                    location: staged.location, row: staged.row, byteCount: staged.byteCount, identity: identity))
        }
        var state = S3State(store: store)
        let cursor = BodyCursor(segments, range: 0..<200_000, dataKeys: [key], store: store)
        var reader: BodyReader? = BodyReader(cursor, holding: state.lease)
        try reader?.prefetch()
        state.release(segments.compactMap { $0.row?.id })
        store.finishRemovals()
        #expect(try reader?.collect() == Array(repeating: 1, count: 200_000))
        reader = nil
        store.finishRemovals()
        #expect(try files().isEmpty)
        withExtendedLifetime(state) {}
    }

    @Test func aLongChainOfLeasesGoesWithoutUsingUpTheStack() {
        var state = S3State()
        let id = BodyID("00112233445566778899aabbccddeeff")
        var oldest: S3State? = state
        for _ in 0..<200_000 { state.release([id].compactMap { $0 }) }
        oldest = nil
        withExtendedLifetime((state, oldest)) {}
    }

    @Test func aForkWritesNoFiles() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let store = try FileBodyStore(directory: directory)
        let key = try KeyMaterial.random(byteCount: 32, from: OpenSSLRandom())
        let fork = store.forked()
        let staged = try await write(Array(repeating: 1, count: 10_000), key: key, to: fork)
        staged.keep()
        #expect(try files().isEmpty)
        #expect(try Sample.read(staged, 0..<10_000, identity, [key], fork) == Array(repeating: 1, count: 10_000))
    }

    @Test func aSmallBodyLiesInItsRecord() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let store = try FileBodyStore(directory: directory)
        let key = try KeyMaterial.random(byteCount: 32, from: OpenSSLRandom())
        let staged = try await write([1, 2, 3], key: key, to: store)
        #expect(staged.row == nil)
        #expect(try files().isEmpty)
    }

    @Test func aCutFileIsDamagedAndAMissingOneMissing() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let store = try FileBodyStore(directory: directory)
        let key = try KeyMaterial.random(byteCount: 32, from: OpenSSLRandom())
        let staged = try await write(Array(repeating: 1, count: 10_000), key: key, to: store)
        staged.keep()
        let path = "\(directory)/\(try files()[0])"
        let bytes = try #require(FileManager.default.contents(atPath: path))
        try bytes.dropLast().write(to: URL(fileURLWithPath: path))
        #expect(throws: BodyFailure.damaged) { try Sample.read(staged, 0..<10_000, identity, [key], store) }
        try FileManager.default.removeItem(atPath: path)
        #expect(throws: BodyFailure.missing) { try Sample.read(staged, 0..<10_000, identity, [key], store) }
    }
}
