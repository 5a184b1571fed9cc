import LabCore
import LabWire
import LabWorld
import Testing

@testable import LabServer

/// The lab's own doors over HTTP.
@Suite struct DoorTests {
    private func door(
        _ name: String, _ method: String = "POST", _ input: String = "", headers: WireHeaders = [:],
        host: String = "127.0.0.1:4566", from address: String = "127.0.0.1"
    ) -> WireRequest {
        WireRequest(
            method: method, target: "/_kmslab/\(name)", headers: headers, authority: host, remoteAddress: address,
            body: .bytes(Array(input.utf8)))
    }

    @Test func anOpenDoorAnswers() async throws {
        let lab = try LabFixture()
        let answer = await lab.send(door("health", "GET"))
        #expect(answer.status == 200 && answer.json["status"] == "ok")
        #expect(answer.response.headers["Content-Type"] == "application/json")
    }

    @Test func aLabThatIsKeptAsksForTheToken() async throws {
        let lab = try LabFixture(token: "open sesame")
        #expect(await lab.send(door("health", "GET")).code == "DoorClosed")
        #expect(await lab.send(door("health", headers: ["X-Kmslab-Token": "open sesam"])).status == 403)
        #expect(await lab.send(door("health", headers: ["x-kmslab-token": "open sesame"])).status == 200)
    }

    @Test(arguments: ["192.0.2.1", "::ffff:192.0.2.1", "128.0.0.1", ""])
    func doorsAreClosedToOtherMachines(address: String) async throws {
        let lab = try LabFixture()
        #expect(await lab.send(door("health", from: address)).code == "DoorClosed")
    }

    @Test(arguments: ["evil.example", "evil.example:4566", "localhost.evil.example", "127.evil.example", "192.0.2.1"])
    func aNameThatOnlyResolvesToThisMachineOpensNothing(host: String) async throws {
        let lab = try LabFixture()
        #expect(await lab.send(door("health", host: host)).code == "DoorClosed")
    }

    @Test(arguments: ["localhost:4566", "127.0.0.1", "[::1]:4566", "lab.localhost"])
    func namesOfThisMachineOpenDoors(host: String) async throws {
        let lab = try LabFixture()
        #expect(await lab.send(door("health", host: host)).status == 200)
    }

    @Test func aPageInABrowserOpensNothing() async throws {
        let lab = try LabFixture()
        let answer = await lab.send(door("reset", headers: ["Origin": "http://localhost:4566"]))
        #expect(answer.code == "DoorClosed")
    }

    @Test(arguments: ["reset", "clock"])
    func aLinkChangesNothing(name: String) async throws {
        let lab = try LabFixture()
        #expect(await lab.send(door(name, "GET")).status == 405)
        #expect(await lab.send(door(name, "POST")).status == 200)
    }

    @Test func theClockMovesAndTheResetTakesEverythingBack() async throws {
        let lab = try LabFixture()
        _ = try await lab.newKey()
        let moved = await lab.send(door("clock", "POST", #"{"advance":"366d"}"#))
        #expect(moved.json["aheadSeconds"] == 31_622_400)
        #expect(await lab.send(door("reset")).json["aheadSeconds"] == 0)
        #expect(await lab.send(try lab.kms("ListKeys")).json["Keys"] == [])
        let events = try await lab.lab.door("trail")["events"]?.array
        #expect(events?.count == 1)
    }

    @Test(arguments: [
        ("nothing", "", "UnknownDoor"), ("clock", "[]", "InvalidDoorInput"), ("clock", "{", "InvalidDoorInput"),
        ("clock", #"{"back":"1d"}"#, "InvalidDoorInput"),
        ("clock", #"{"advance":"1d","advance":"2d"}"#, "InvalidDoorInput"),
    ])
    func whatADoorDoesNotKnowItRefuses(name: String, input: String, code: String) async throws {
        let lab = try LabFixture()
        let answer = await lab.send(door(name, "POST", input))
        #expect(answer.code == code && answer.message != nil)
        #expect(lab.log.records.last?.service == "lab")
    }
}
