import Foundation
import LabCore
import LabKMS
import LabService
import Testing

@testable import LabStore

/// What happens at the edge of a file system. Mounting one takes rights that not every machine gives.
@Suite struct FileSystemTests {
    @Test(.enabled(if: MountedDisk.isPossible))
    func aFullDiskRefusesAndWhatWasAnsweredStays() async throws {
        let disk = try MountedDisk(kilobytes: 512)
        let temporary = HomeDirectory(path: disk.path + "/home")
        let home = try OpenHome.open(temporary, ambient: TemporaryHome().ambient)
        var answered: [String] = []
        let error = await #expect(throws: ServiceError.self) {
            for _ in 0..<1000 { answered.append(try await home.createKey().address.keyID) }
        }
        #expect(error?.message?.contains("no space is left") == true)
        #expect(!answered.isEmpty)
        #expect(home.keyIDs.sorted() == answered.sorted())
        try disk.remount("size=8m")
        answered.append(try await home.createKey().address.keyID)
        try home.close()
        let reopened = try OpenHome.open(temporary, ambient: TemporaryHome().ambient)
        #expect(reopened.keyIDs.sorted() == answered.sorted())
        #expect(try reopened.store.verifyTrail().isValid)
        try reopened.close()
    }

    @Test(.enabled(if: MountedDisk.isPossible))
    func aDiskWithoutRoomForAHomeIsNamedAsFull() throws {
        let disk = try MountedDisk(kilobytes: 16)
        let temporary = HomeDirectory(path: disk.path + "/home")
        let error = #expect(throws: HomeError.self) {
            try OpenHome.open(temporary, ambient: TemporaryHome().ambient)
        }
        guard case .full = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(.enabled(if: MountedDisk.isPossible))
    func aHomeOnAReadOnlyDiskIsRefused() throws {
        let disk = try MountedDisk(kilobytes: 4096)
        let temporary = HomeDirectory(path: disk.path + "/home")
        try OpenHome.open(temporary, ambient: TemporaryHome().ambient).close()
        try disk.remount("ro")
        #expect(throws: HomeError.readOnly(path: temporary.path)) {
            try OpenHome.open(temporary, ambient: TemporaryHome().ambient)
        }
    }

    @Test func aHomeThatTheUserMayNotWriteIsRefusedAndLeftAsItWas() async throws {
        let temporary = try TemporaryHome()
        try await temporary.whileOpen { _ in }
        let path = temporary.directory.path
        let isRoot = getuid() == 0
        if isRoot { for name in try temporary.files().keys { chown("\(path)/\(name)", 65534, 65534) } }
        if isRoot { chown(path, 65534, 65534) }
        try temporary.setMode(0o500, of: path)
        let before = try temporary.files()
        let lines = try isRoot ? ChildProcess("probe", path, "65534").finish() : ChildProcess("probe", path).finish()
        #expect(lines == ["refused `\(path)` cannot be written"])
        #expect(try temporary.files() == before)
        try temporary.setMode(0o700, of: path)
    }
}

/// A small file system in memory.
private final class MountedDisk {
    let path = "\(NSTemporaryDirectory())/kmslab-disk-\(UUID().uuidString)"

    static let isPossible: Bool = {
        guard let disk = try? MountedDisk(kilobytes: 16) else { return false }
        return FileManager.default.fileExists(atPath: disk.path)
    }()

    struct NotMounted: Error {}

    init(kilobytes: Int) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try Self.run("mount", "-t", "tmpfs", "-o", "size=\(kilobytes)k", "kmslab", path)
    }

    deinit {
        try? Self.run("umount", "-l", path)
        try? FileManager.default.removeItem(atPath: path)
    }

    func remount(_ options: String) throws { try Self.run("mount", "-o", "remount,\(options)", path) }

    private static func run(_ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw NotMounted() }
    }
}
