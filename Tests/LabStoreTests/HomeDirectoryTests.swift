import Foundation
import LabCore
import Testing

@testable import LabStore

@Suite struct HomeDirectoryTests {
    @Test(
        arguments: [
            (nil, ["KMSLAB_HOME": "/k", "HOME": "/h"], "/k"),
            (nil, ["KMSLAB_HOME": "", "HOME": "/h"], "/h/.kmslab"),
            (nil, ["HOME": "/h"], "/h/.kmslab"),
            ("/e", ["KMSLAB_HOME": "/k", "HOME": "/h"], "/e"),
        ] as [(String?, [String: String], String)])
    func theHomeIsTheNamedOneThenTheVariableThenTheUsers(
        explicit: String?, environment: [String: String], path: String
    ) throws {
        #expect(try HomeDirectory.locate(explicit, environment: environment).path == path)
    }

    @Test func withoutAnyVariableThereIsNoHome() {
        #expect(throws: HomeError.nowhere) { try HomeDirectory.locate(environment: [:]) }
    }

    @Test func aNewHomeIsTheOwnersAlone() throws {
        let temporary = try TemporaryHome()
        let home = try temporary.open()
        let paths = temporary.directory
        #expect(try temporary.mode(of: paths.path) == 0o700)
        for path in [paths.rootKeyPath, paths.databasePath, paths.databasePath + "-wal", paths.lockPath] {
            #expect(try temporary.mode(of: path) == 0o600, "\(path)")
        }
        try home.close()
    }

    @Test func directoriesOnTheWayAreMade() throws {
        let temporary = try TemporaryHome()
        let nested = HomeDirectory(path: temporary.directory.path + "/a/b/home")
        try nested.create()
        #expect(try temporary.mode(of: nested.path) == 0o700)
    }

    @Test(arguments: ["", "/below"])
    func aFileInPlaceOfTheHomeIsRefused(suffix: String) throws {
        let temporary = try TemporaryHome()
        let path = temporary.directory.path
        try Data("a file".utf8).write(to: URL(fileURLWithPath: path))
        let home = HomeDirectory(path: path + suffix)
        #expect(throws: HomeError.notADirectory(path: home.path)) { try home.create() }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data("a file".utf8))
    }

    @Test func theServerRecordComesBackAndIsTheOwnersAlone() throws {
        let temporary = try TemporaryHome()
        try temporary.directory.create()
        #expect(ServerRecord.read(in: temporary.directory) == nil)
        let record = ServerRecord(address: "http://127.0.0.1:4566", token: Sensitive("s3cret"))
        try record.write(in: temporary.directory)
        try record.write(in: temporary.directory)
        #expect(ServerRecord.read(in: temporary.directory) == record)
        #expect(try temporary.mode(of: temporary.directory.serverRecordPath) == 0o600)
        #expect(!"\(record) \(HomeError.served(record))".contains("s3cret"))
        ServerRecord.remove(from: temporary.directory)
        #expect(ServerRecord.read(in: temporary.directory) == nil)
    }

    @Test(arguments: HomeErrorCase.allCases)
    func everyErrorSaysWhatIsWrong(error: HomeErrorCase) {
        let message = error.value.message
        #expect(!message.isEmpty)
        #expect(message.first?.isUppercase == false && message.last != ".")
    }
}

/// One of each.
enum HomeErrorCase: CaseIterable {
    case nowhere, notADirectory, readOnly, full, inaccessible, locked, served, newer, missing, exposed, notOwned
    case malformed, differs, damaged, closed, failed

    var value: HomeError {
        switch self {
        case .nowhere: .nowhere
        case .notADirectory: .notADirectory(path: "/p")
        case .readOnly: .readOnly(path: "/p")
        case .full: .full(path: "/p")
        case .inaccessible: .inaccessible(path: "/p", reason: "r")
        case .locked: .lockedByOther(pid: 7)
        case .served: .served(ServerRecord(address: "a", token: Sensitive("t"), pid: 7))
        case .newer: .newerVersion(found: 2, supported: 1)
        case .missing: .rootKeyMissing(path: "/p")
        case .exposed: .rootKeyExposed(path: "/p", mode: 0o644)
        case .notOwned: .rootKeyNotOwned(path: "/p")
        case .malformed: .rootKeyMalformed(path: "/p", byteCount: 31)
        case .differs: .rootKeyDiffers(path: "/p")
        case .damaged: .damaged(what: "w")
        case .closed: .closed
        case .failed: .failed(reason: "r")
        }
    }
}
