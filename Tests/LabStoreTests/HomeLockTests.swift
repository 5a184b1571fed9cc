import Foundation
import LabCore
import Testing

@testable import LabStore

@Suite struct HomeLockTests {
    @Test func anotherProcessIsKeptOutAndToldWhoHasTheHome() throws {
        let temporary = try TemporaryHome()
        let child = try ChildProcess("hold", temporary.directory.path)
        #expect(child.readLine() == "open")
        #expect(throws: HomeError.lockedByOther(pid: child.pid)) {
            try temporary.open(waitingForLock: .milliseconds(100))
        }
        child.endInput()
        #expect(child.finish().isEmpty)
        try temporary.open().close()
    }

    @Test func whoWaitsGetsTheHomeOnceItIsFree() throws {
        let temporary = try TemporaryHome()
        let child = try ChildProcess("hold", temporary.directory.path)
        #expect(child.readLine() == "open")
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(150)) { child.endInput() }
        try temporary.open(waitingForLock: .seconds(30)).close()
        _ = child.finish()
    }

    @Test func aKilledProcessHoldsNothing() throws {
        let temporary = try TemporaryHome()
        let child = try ChildProcess("hold", temporary.directory.path)
        #expect(child.readLine() == "open")
        child.kill()
        _ = child.finish()
        try temporary.open().close()
    }

    @Test func theSameProcessCannotOpenAHomeTwice() throws {
        let temporary = try TemporaryHome()
        let home = try temporary.open()
        #expect(throws: HomeError.lockedByOther(pid: Int(getpid()))) { try temporary.open() }
        try home.close()
        let next = try temporary.open()
        try home.close()
        #expect(throws: HomeError.lockedByOther(pid: Int(getpid()))) { try temporary.open() }
        try next.close()
    }

    @Test func aServerThatHasTheHomeIsNamedWithoutWaiting() throws {
        let temporary = try TemporaryHome()
        let child = try ChildProcess("hold", temporary.directory.path)
        #expect(child.readLine() == "open")
        let record = ServerRecord(address: "http://127.0.0.1:1", token: Sensitive("t"), pid: child.pid)
        try record.write(in: temporary.directory)
        // Twice: whoever is turned away must leave the holder's name where it is.
        for _ in 1...2 {
            #expect(throws: HomeError.served(record)) { try temporary.open(waitingForLock: .seconds(3600)) }
        }
        child.endInput()
        _ = child.finish()
    }

    @Test func theRecordOfAServerThatIsGoneIsRemoved() throws {
        let temporary = try TemporaryHome()
        try temporary.directory.create()
        try ServerRecord(address: "a", token: Sensitive("t"), pid: 999_999).write(in: temporary.directory)
        try temporary.open().close()
        #expect(ServerRecord.read(in: temporary.directory) == nil)
    }

    @Test func aRecordThatIsNotTheHoldersRedirectsNobody() throws {
        let temporary = try TemporaryHome()
        let home = try temporary.open()
        try ServerRecord(address: "a", token: Sensitive("t"), pid: 999_999).write(in: temporary.directory)
        #expect(throws: HomeError.lockedByOther(pid: Int(getpid()))) { try temporary.open() }
        try home.close()
    }
}
