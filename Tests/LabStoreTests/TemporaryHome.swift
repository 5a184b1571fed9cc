import Foundation
import GRDB
import LabCore
import LabCrypto
import LabKMS
import LabService
import LabTesting
import LabWorld

@testable import LabStore

/// A home in a directory of its own, with a clock that stands still; both go when the test ends.
final class TemporaryHome: Sendable {
    let directory: HomeDirectory
    let clock = ManualClock()
    let random: any RandomSource

    init(random: any RandomSource = OpenSSLRandom()) throws {
        self.random = random
        directory = HomeDirectory(path: "\(NSTemporaryDirectory())/kmslab-store-\(try random.uuid())")
    }

    deinit {
        try? FileManager.default.removeItem(atPath: directory.path)
    }

    var ambient: Ambient { Ambient(clock: clock, random: random) }

    func open(waitingForLock patience: Duration = .zero) throws(HomeError) -> OpenHome {
        try OpenHome.open(directory, ambient: ambient, waitingForLock: patience)
    }

    /// Opens the home for `body` and closes it.
    func whileOpen<Value>(_ body: (OpenHome) async throws -> Value) async throws -> Value {
        let home = try open()
        let value = try await body(home)
        try home.close()
        return value
    }

    /// Does something to the database behind the lab's back.
    func tamper<Value>(_ body: (Database) throws -> Value) throws -> Value {
        let queue = try DatabaseQueue(path: directory.databasePath)
        defer { try? queue.close() }
        return try queue.writeWithoutTransaction(body)
    }

    /// What the home holds, file by file.
    func files() throws -> [String: Data] {
        var files: [String: Data] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: directory.path) {
            var isDirectory: ObjCBool = false
            let path = directory.path + "/" + name
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), !isDirectory.boolValue else {
                continue
            }
            files[name] = try Data(contentsOf: URL(fileURLWithPath: path))
        }
        return files
    }

    func mode(of path: String) throws -> Int {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int ?? -1
    }

    func setMode(_ mode: Int, of path: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }
}

extension OpenHome {
    func call() throws -> Call { try lab.call(as: Caller(.root(.standard), accessKeyID: "test")) }

    func createKey() async throws -> KeyRecord {
        try await lab.perform(CreateKey.self, CreateKey.Input(), in: try call()).metadata.key
    }

    func encrypt(_ text: String, under key: KeyRecord) async throws -> [UInt8] {
        let input = Encrypt.Input(keyID: key.address.keyID, plaintext: Array(text.utf8))
        return try await lab.perform(Encrypt.self, input, in: try call()).ciphertext
    }

    func decrypt(_ blob: [UInt8]) async throws -> String {
        let output = try await lab.perform(Decrypt.self, Decrypt.Input(ciphertext: blob), in: try call())
        return String(decoding: output.plaintext.exportForResponse(), as: UTF8.self)
    }

    /// Does something on the connection that writes.
    func onWriter<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try store.pool.writeWithoutTransaction(body)
    }

    /// The ids of all keys.
    var keyIDs: [String] { lab.world.kms.keys.all.map(\.address.keyID) }

    /// The trail that the lab has in memory.
    func eventIDsInMemory() async throws -> [String] {
        let events = try await lab.door("trail", ["last": 10_000])["events"]?.array ?? []
        return events.compactMap { $0["eventID"]?.string }
    }
}

/// Hands out what OpenSSL makes and remembers every secret.
final class RememberingRandom: RandomSource {
    private let base = OpenSSLRandom()
    private let remembered = Locked<[[UInt8]]>([])

    var secrets: [[UInt8]] { remembered.value }

    func fill(_ buffer: UnsafeMutableRawBufferPointer, for purpose: RandomPurpose) throws(RandomFailure) {
        try base.fill(buffer, for: purpose)
        if purpose == .secret { remembered.change { $0.append(Array(buffer)) } }
    }
}

/// A value behind a lock.
final class Locked<Value: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var content: Value

    init(_ value: Value) {
        content = value
    }

    var value: Value { lock.withLock { content } }

    @discardableResult
    func change<Result>(_ body: (inout Value) -> Result) -> Result { lock.withLock { body(&content) } }
}
