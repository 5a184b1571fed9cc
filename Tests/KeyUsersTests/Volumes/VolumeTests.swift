import LabCore
import LabService
import LabTesting
import LabVolumes
import LabWorld
import Testing

@Suite struct VolumeTests {
    let home: Home

    init() throws {
        home = try Home()
    }

    private func create(_ key: String? = nil) async throws -> String {
        var input: JSONObject = ["SizeInBytes": 4096]
        input["KmsKeyId"] = key.map(JSONValue.string)
        return try await home.call("ec2.CreateVolume", input)["VolumeId"].text()
    }

    private func named(_ volume: String, _ more: JSONObject = [:]) -> JSONObject {
        var input: JSONObject = ["VolumeId": .string(volume)]
        for member in more.members { input[member.name] = member.value }
        return input
    }

    private func write(_ text: String, at offset: Int = 0, to volume: String) async throws {
        let data = JSONValue.base64(Array(text.utf8))
        try await home.call("ec2.WriteVolume", named(volume, ["Offset": .integer(Int64(offset)), "Data": data]))
    }

    private func read(_ count: Int, at offset: Int = 0, from volume: String) async throws -> String {
        let range: JSONObject = ["Offset": .integer(Int64(offset)), "Length": .integer(Int64(count))]
        let answer = try await home.call("ec2.ReadVolume", named(volume, range))
        return String(decoding: try #require(Base64.decode(answer["Data"].text())), as: UTF8.self)
    }

    @Test func theKeyIsDeadButTheVolumeStillReads() async throws {
        let key = try await home.createKey()
        let volume = try await create(key)
        try await home.call("ec2.AttachVolume", named(volume))
        try await write("the balance is 4711", to: volume)
        try await home.call("kms.DisableKey", ["KeyId": .string(key)])
        let before = try await home.events().count
        #expect(try await read(19, from: volume) == "the balance is 4711")
        try await write("still", to: volume)
        #expect(
            try await home.eventNames(since: before) == ["ReadVolume", "WriteVolume"], "nobody asks the key service")
        try await home.call("ec2.DetachVolume", named(volume))
        #expect(await home.refusal("ec2.AttachVolume", named(volume)) == "DisabledException")
        #expect(await home.refusal("ec2.ReadVolume", named(volume)) == "IncorrectState")
        try await home.call("kms.EnableKey", ["KeyId": .string(key)])
        try await home.call("ec2.AttachVolume", named(volume))
        #expect(try await read(19, from: volume) == "stillalance is 4711")
    }

    @Test func theDataKeyIsSeenByNobodyUntilTheVolumeIsAttached() async throws {
        let key = try await home.createKey()
        let start = try await home.events().count
        let volume = try await create(key)
        #expect(try await home.eventNames(since: start) == ["GenerateDataKeyWithoutPlaintext", "CreateVolume"])
        try await home.call("ec2.AttachVolume", named(volume))
        let events = try await home.events().dropFirst(start).map(\.self)
        #expect(
            events.compactMap { $0["eventName"]?.string } == [
                "GenerateDataKeyWithoutPlaintext", "CreateVolume", "CreateGrant", "Decrypt", "AttachVolume",
            ])
        let context: JSONValue = ["aws:ebs:id": .string(volume)]
        #expect(events[0]["requestParameters"]?["encryptionContext"] == context)
        #expect(events[0]["requestParameters"]?["numberOfBytes"] == 64)
        #expect(events[0]["userIdentity"]?["invokedBy"] == "ec2.amazonaws.com")
        #expect(events[2]["requestParameters"]?["constraints"] == ["encryptionContextSubset": context])
        #expect(events[3]["userIdentity"]?["type"] == "AWSService")
        #expect(events[3]["requestParameters"]?["encryptionContext"] == context)
        let grants = try await home.call("kms.ListGrants", ["KeyId": .string(key)])["Grants"]?.array
        #expect(grants?.count == 1 && grants?[0]["Operations"] == ["Decrypt"])
        try await home.call("ec2.DetachVolume", named(volume))
        #expect(try await home.call("kms.ListGrants", ["KeyId": .string(key)])["Grants"] == [])
    }

    @Test func nothingLiesInTheClearOnTheDisk() async throws {
        let volume = try await create()
        try await home.call("ec2.AttachVolume", named(volume))
        try await write("the balance is 4711, for our eyes only", at: 500, to: volume)
        #expect(try await read(38, at: 500, from: volume) == "the balance is 4711, for our eyes only")
        #expect(home.lab.world.volumes.sectors.count == 2)
        #expect(try await !home.shows("the balance is"))
        #expect(try await home.shows(volume))
        #expect(try await home.call("kms.DescribeKey", ["KeyId": "alias/aws/ebs"])["KeyMetadata"] != nil)
        #expect(try await read(4, at: 4092, from: volume) == "\0\0\0\0")
    }

    /// What a revoked grant changes: nothing for the host that has the data key, everything for one that has not.
    @Test func aRevokedGrantIsNoticedWhenTheHostHasForgotten() async throws {
        let key = try await home.createKey()
        let volume = try await create(key)
        let attached = try await home.call("ec2.AttachVolume", named(volume))
        try await write("balance", to: volume)
        try await home.call(
            "kms.RevokeGrant",
            ["KeyId": .string(key), "GrantId": try #require(attached["Attachment"]?["GrantId"])])
        #expect(try await read(7, from: volume) == "balance")
        let restarted = home.restarted()
        #expect(await restarted.refusal("ec2.ReadVolume", named(volume)) == "AccessDeniedException")
        #expect(try await read(7, from: volume) == "balance", "the other host goes on")
    }

    @Test func aRestartedHostDecryptsOnceMore() async throws {
        let key = try await home.createKey()
        let volume = try await create(key)
        try await home.call("ec2.AttachVolume", named(volume))
        try await write("balance", to: volume)
        let restarted = home.restarted()
        let range: JSONObject = ["Length": 7]
        for _ in 0..<2 {
            let answer = try await restarted.call("ec2.ReadVolume", named(volume, range))
            #expect(answer["Data"] == .base64(Array("balance".utf8)))
        }
        #expect(try await restarted.eventNames(since: 0) == ["Decrypt", "ReadVolume", "ReadVolume"])
        let again = home.restarted()
        try await again.call("kms.DisableKey", ["KeyId": .string(key)])
        #expect(await again.refusal("ec2.ReadVolume", named(volume)) == "DisabledException")
    }

    @Test func aForkHasAHostOfItsOwn() async throws {
        let volume = try await create()
        try await home.call("ec2.AttachVolume", named(volume))
        try await write("balance", to: volume)
        let fork = Home(lab: home.lab.fork(), clock: home.clock)
        try await fork.call("ec2.DetachVolume", named(volume))
        #expect(await fork.refusal("ec2.ReadVolume", named(volume)) == "IncorrectState")
        #expect(try await read(7, from: volume) == "balance")
    }

    @Test func onlyWhoMayGrantTheKeyAttaches() async throws {
        let key = try await home.createKey()
        let volume = try await create(key)
        let user = try await home.user("ops", allowed: Home.allow("ec2:*"))
        #expect(await home.refusal("ec2.AttachVolume", named(volume), as: user) == "AccessDeniedException")
        let grantor = try await home.user(
            "grantor", allowed: Home.allow("ec2:*"),
            [
                "Effect": "Allow", "Action": "kms:CreateGrant", "Resource": "*",
                "Condition": ["Bool": ["kms:GrantIsForAWSResource": "true"]],
            ])
        try await home.call("ec2.AttachVolume", named(volume), as: grantor)
        #expect(await home.refusal("ec2.AttachVolume", named(volume)) == "VolumeInUse")
    }

    @Test func whatLiesOutsideIsRefused() async throws {
        let volume = try await create()
        #expect(await home.refusal("ec2.ReadVolume", named(volume)) == "IncorrectState")
        #expect(await home.refusal("ec2.DetachVolume", named(volume)) == "IncorrectState")
        #expect(await home.refusal("ec2.AttachVolume", named("vol-none")) == "InvalidVolume.NotFound")
        try await home.call("ec2.AttachVolume", named(volume))
        for (offset, count) in [(4096, 1), (0, 4097), (Int.max, 1), (1, Int.max)] {
            let range: JSONObject = ["Offset": .integer(Int64(offset)), "Length": .integer(Int64(count))]
            #expect(await home.refusal("ec2.ReadVolume", named(volume, range)) == "InvalidParameterValue")
        }
        #expect(await home.refusal("ec2.CreateVolume", ["SizeInBytes": 1000]) == "InvalidParameterValue")
        #expect(await home.refusal("ec2.DeleteVolume", named(volume)) == "VolumeInUse")
        try await home.call("ec2.DetachVolume", named(volume))
        try await home.call("ec2.DeleteVolume", named(volume))
        #expect(try await home.call("ec2.DescribeVolumes")["Volumes"] == [])
    }
}
