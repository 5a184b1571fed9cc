import Foundation
import LabCore
import LabCrypto
import Testing

@testable import LabClient

struct FileEncryptionTests {
    /// A directory that goes when the test is over.
    final class Room {
        let path: String

        init() throws {
            let url = FileManager.default.temporaryDirectory.appending(path: "labclient-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
            path = url.path
        }

        deinit {
            try? FileManager.default.removeItem(atPath: path)
        }

        func file(_ name: String) -> String { "\(path)/\(name)" }

        func write(_ bytes: [UInt8], to name: String) throws -> String {
            try Data(bytes).write(to: URL(filePath: file(name)))
            return file(name)
        }

        func read(_ name: String) throws -> [UInt8] {
            Array(try Data(contentsOf: URL(filePath: file(name))))
        }

        var names: [String] {
            get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
        }
    }

    private func files(
        _ bench: Bench = Bench(), _ change: (inout FileEncryption.Options) -> Void = { _ in }
    ) -> FileEncryption {
        var options = FileEncryption.Options()
        options.isSynced = false
        change(&options)
        return FileEncryption(manager: bench.manager(), random: OpenSSLRandom(), options: options)
    }

    private func refusal(
        _ body: () async throws(FileEncryptionError) -> FileEncryption.Summary
    ) async -> FileEncryptionError? {
        do throws(FileEncryptionError) {
            _ = try await body()
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [0, 1, 4096, 5000, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 2_500_000])
    func aFileComesBackWhole(_ length: Int) async throws {
        let room = try Room()
        let plaintext = [UInt8].pattern(length)
        let source = try room.write(plaintext, to: "in")
        for (suite, frameLength) in [(AlgorithmSuite.aes256Committing, 4096), (.aes256CommittingSigned, 100_000)] {
            let files = files(Bench(suite: suite)) { options in
                options.frameLength = frameLength
                options.overwrites = true
            }
            let request = EncryptionRequest(context: .of(("a", "b")), suite: suite)
            let sealed = try await files.encrypt(.path(source), to: .path(room.file("out")), request)
            let message = try room.read("out")
            #expect(sealed.bytesRead == length)
            #expect(sealed.bytesWritten == message.count)
            #expect(length < 16 || !message.holds(Array(plaintext.prefix(16))))
            let opened = try await files.decrypt(
                .path(room.file("out")), to: .path(room.file("back")), requiring: .of(("a", "b")))
            #expect(try room.read("back") == plaintext)
            #expect(opened.bytesWritten == length)
            #expect(opened.header == sealed.header)
        }
        #expect(try room.names == ["back", "in", "out"])
    }

    @Test
    func progressEndsAtTheWholeFile() async throws {
        let room = try Room()
        let source = try room.write(.pattern(3_000_000), to: "in")
        var seen: [FileEncryption.Progress] = []
        _ = try await files().encrypt(.path(source), to: .path(room.file("out")), EncryptionRequest()) {
            seen.append($0)
        }
        #expect(seen.count == 3)
        #expect(seen.last == FileEncryption.Progress(bytesDone: 3_000_000, bytesTotal: 3_000_000))
        #expect(seen.map(\.bytesDone) == seen.map(\.bytesDone).sorted())
    }

    @Test
    func anythingWrongLeavesNothingBehind() async throws {
        let room = try Room()
        let source = try room.write(.pattern(300_000), to: "in")
        _ = try await files().encrypt(
            .path(source), to: .path(room.file("out")), EncryptionRequest(context: .of(("a", "b"))))
        let message = try room.read("out")
        var damaged = message
        damaged[message.count - 20] ^= 1
        let cases: [([UInt8], EncryptionContext, MessageError?)] = [
            (damaged, .empty, .frameNotAuthentic(sequence: 74)), (Array(message.dropLast()), .empty, nil),
            (message + [0], .empty, .trailingBytes), ([], .empty, .truncated(needed: 1)),
            (message, .of(("a", "c")), .contextMismatch(key: "a")),
        ]
        for (bytes, context, expected) in cases {
            let path = try room.write(bytes, to: "damaged")
            let error = await refusal { () async throws(FileEncryptionError) in
                try await files().decrypt(.path(path), to: .path(room.file("back")), requiring: context)
            }
            guard case .message(let found) = error else {
                Issue.record("not refused as a message: \(String(describing: error))")
                continue
            }
            #expect(expected == nil || found == expected)
            #expect(try room.names == ["damaged", "in", "out"])
        }
    }

    @Test
    func anExistingOutputIsKeptUnlessItMayBeReplaced() async throws {
        let room = try Room()
        let source = try room.write([1, 2, 3], to: "in")
        let target = try room.write([9], to: "out")
        let error = await refusal { () async throws(FileEncryptionError) in
            try await files().encrypt(.path(source), to: .path(target), EncryptionRequest())
        }
        #expect(error == .outputExists(path: target))
        #expect(try room.read("out") == [9])
        _ = try await files { $0.overwrites = true }.encrypt(.path(source), to: .path(target), EncryptionRequest())
        #expect(try room.read("out").first == 2)
        #expect(try room.names == ["in", "out"])
    }

    @Test
    func aFailedReplacementKeepsTheOldFile() async throws {
        let room = try Room()
        let source = try room.write([2, 4, 0x78, 1], to: "in")
        let target = try room.write([9], to: "out")
        let error = await refusal { () async throws(FileEncryptionError) in
            try await files { $0.overwrites = true }.decrypt(.path(source), to: .path(target))
        }
        #expect(error == .message(.truncated(needed: 35)))
        #expect(try room.read("out") == [9])
    }

    @Test
    func directoriesAndMissingFilesAreRefused() async throws {
        let room = try Room()
        let source = try room.write([1], to: "in")
        try FileManager.default.createDirectory(atPath: room.file("dir"), withIntermediateDirectories: false)
        let cases: [(String, String, FileEncryptionError)] = [
            (room.file("none"), room.file("out"), .inputMissing(path: room.file("none"))),
            (room.file("dir"), room.file("out"), .inputIsDirectory(path: room.file("dir"))),
            (source, room.file("dir"), .outputIsDirectory(path: room.file("dir"))),
            (source, room.file("no/out"), .outputDirectoryMissing(path: room.file("no/out"))),
            (source, source, .outputExists(path: source)),
        ]
        for (from, to, expected) in cases {
            let error = await refusal { () async throws(FileEncryptionError) in
                try await files().encrypt(.path(from), to: .path(to), EncryptionRequest())
            }
            #expect(error == expected)
        }
        let device = await refusal { () async throws(FileEncryptionError) in
            try await files { $0.overwrites = true }.encrypt(
                .path(source), to: .path("/dev/null"), EncryptionRequest())
        }
        #expect(device == .outputNotAFile(path: "/dev/null"))
        #expect(try room.names == ["dir", "in"])
    }

    @Test
    func aFileMayReplaceItself() async throws {
        let room = try Room()
        let path = try room.write(.pattern(100_000), to: "file")
        let files = files { $0.overwrites = true }
        _ = try await files.encrypt(.path(path), to: .path(path), EncryptionRequest())
        #expect(try room.read("file") != .pattern(100_000))
        _ = try await files.decrypt(.path(path), to: .path(path))
        #expect(try room.read("file") == .pattern(100_000))
    }

    @Test
    func whoMayReadTheInputMayReadTheOutput() async throws {
        let room = try Room()
        let path = try room.write([1], to: "in")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        _ = try await files().encrypt(.path(path), to: .path(room.file("out")), EncryptionRequest())
        let attributes = try FileManager.default.attributesOfItem(atPath: room.file("out"))
        #expect((attributes[.posixPermissions] as? Int) == 0o600)
    }

    @Test
    func aFullDiskIsSaid() throws {
        let error = FileEncryptionError.output("x", SystemError(code: ENOSPC))
        #expect(error == .outputFull(path: "x"))
        // A device that is always full: the writer's failure reaches the caller.
        let device = try Descriptor(open: "/dev/full", O_WRONLY)
        let writer = BackgroundWriter(to: device)
        let chunk = try writer.take()
        chunk.buffer.append([1])
        writer.write(chunk)
        #expect(throws: SystemError(code: ENOSPC)) { try writer.drain() }
        #expect(throws: SystemError(code: ENOSPC)) { try writer.take() }
    }

    @Test
    func signedMessagesCanBeRefused() async throws {
        let room = try Room()
        let bench = Bench(suite: .aes256CommittingSigned)
        let source = try room.write([1], to: "in")
        let request = EncryptionRequest(suite: bench.suite)
        _ = try await files(bench).encrypt(.path(source), to: .path(room.file("out")), request)
        let error = await refusal { () async throws(FileEncryptionError) in
            try await files(bench) { $0.refusesSigned = true }.decrypt(
                .path(room.file("out")), to: .path(room.file("back")))
        }
        #expect(error == .message(.signedMessageRefused))
        #expect(try room.names == ["in", "out"])
    }

    @Test(arguments: [true, false])
    func anOutputAppearsOnlyWhenItIsCommitted(_ isUnnamedTried: Bool) async throws {
        let room = try Room()
        func output(overwrites: Bool) throws(FileEncryptionError) -> OutputFile {
            try OutputFile(
                .path(room.file("out")), overwrites: overwrites, permissions: 0o600, random: OpenSSLRandom(),
                unnamed: isUnnamedTried)
        }
        func write(_ byte: UInt8, _ output: borrowing OutputFile) throws {
            try [byte].withReadableBytes { bytes throws(SystemError) in try output.descriptor.write(bytes) }
        }
        do {
            let abandoned = try output(overwrites: false)
            try write(1, abandoned)
        }
        #expect(try room.names == [])
        let first = try output(overwrites: false)
        let late = try output(overwrites: false)
        try write(2, first)
        try first.commit(isSynced: true)
        #expect(try room.read("out") == [2])
        // Somebody else's file that came in between is not replaced.
        do throws(FileEncryptionError) {
            try late.commit(isSynced: false)
            Issue.record("an existing file was replaced")
        } catch {
            #expect(error == .outputExists(path: room.file("out")))
        }
        let replacement = try output(overwrites: true)
        try write(3, replacement)
        #expect(try room.read("out") == [2])
        try replacement.commit(isSynced: false)
        #expect(try room.read("out") == [3])
        #expect(try room.names == ["out"])
    }

    @Test
    func aPipeHasNoLengthAndIsReadToItsEnd() async throws {
        let room = try Room()
        let source = try room.write(.pattern(300_000), to: "in")
        #expect(mkfifo(room.file("pipe"), 0o600) == 0)
        let writer = Process()
        writer.executableURL = URL(filePath: "/bin/sh")
        writer.arguments = ["-c", "cat '\(source)' > '\(room.file("pipe"))'"]
        try writer.run()
        var total: Int? = 0
        let summary = try await files().encrypt(
            .path(room.file("pipe")), to: .path(room.file("out")), EncryptionRequest()
        ) { total = $0.bytesTotal }
        writer.waitUntilExit()
        #expect(total == nil)
        #expect(summary.bytesRead == 300_000)
        _ = try await files().decrypt(.path(room.file("out")), to: .path(room.file("back")))
        #expect(try room.read("back") == .pattern(300_000))
    }

    @Test
    func aFileIsExplainedWithoutBeingLoaded() async throws {
        let room = try Room()
        let source = try room.write(.pattern(300_000), to: "in")
        _ = try await files().encrypt(.path(source), to: .path(room.file("out")), EncryptionRequest())
        let explanation = MessageExplanation(of: try .reading(.path(room.file("out"))))
        #expect(explanation == MessageExplanation(of: try room.read("out")))
        #expect(explanation.problem == nil)
        #expect(explanation.totals.plaintext == 300_000)
        #expect(throws: FileEncryptionError.inputMissing(path: room.file("none"))) {
            try RandomAccessBytes.reading(.path(room.file("none")))
        }
    }

    @Test
    func aDashIsTheStandardStream() {
        #expect(FileEndpoint(argument: "-") == .standard)
        #expect(FileEndpoint(argument: "./-") == .path("./-"))
    }
}
