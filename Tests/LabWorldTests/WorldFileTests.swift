import LabCore
import LabIdentity
import LabKMS
import LabService
import LabTesting
import LabTrail
import LabWorld
import Testing

@Suite struct WorldFileTests {
    private func saved(_ lab: Lab) async throws -> String {
        try #require(try await lab.door("world")["file"]?.string)
    }

    @Test func aLoadedFileIsTheWorld() async throws {
        let fixture = try await WorldFixture()
        let world = fixture.lab.world
        #expect(world.identity.users.all.map(\.name) == ["bob", "carol"])
        #expect(world.identity.users.all.first?.groups == ["readers"])
        #expect(try world.identity.credential(for: "AKIABOB00000000001")?.secret.exposed == "bobs-secret")
        let ledger = try #require(world.kms.keys.all.first { $0.address.keyID.hasPrefix("1234abcd") })
        #expect(ledger.rotation.isEnabled)
        #expect(ledger.tags == [Tag(key: "data", value: "secret")])
        #expect(world.kms.aliases(pointingTo: ledger.address).map(\.address.name) == ["alias/ledger"])
        #expect(world.kms.keys.all.count { $0.state == .disabled } == 1)
        #expect(try await fixture.lab.door("world-diff", ["file": .string(WorldFixture.file)])["differences"] == [])
    }

    @Test func everythingLoadedHasItsEventAndIsOneChange() async throws {
        let fixture = try await WorldFixture()
        let events = try await fixture.lab.door("trail", ["last": 100])["events"]?.array ?? []
        let names = Set(events.compactMap { $0["eventName"]?.string })
        #expect(names.isSuperset(of: ["CreateUser", "CreateGroup", "CreateKey", "PutKeyPolicy", "AttachGroupPolicy"]))
        #expect(!JSONValue.array(events).compactText.contains("bobs-secret"))
        #expect(fixture.lab.history.map(\.title) == ["world load team.yaml"])
        _ = try await fixture.lab.undo()
        #expect(fixture.lab.world.identity.users.count == 0)
        #expect(fixture.lab.world.kms.keys.count == 0)
    }

    @Test func loadingTwiceChangesNothingTheSecondTime() async throws {
        let fixture = try await WorldFixture()
        #expect(try await fixture.load(WorldFixture.file)["changedRows"] == 0)
        #expect(fixture.lab.history.count == 1)
    }

    @Test func aSavedWorldMakesTheSameWorldAgain() async throws {
        let fixture = try await WorldFixture()
        let text = try await saved(fixture.lab)
        #expect(!text.contains("bobs-secret"))
        let other = try await WorldFixture(text)
        #expect(try await saved(other.lab) == text)
        #expect(try await other.lab.door("world-diff", ["file": .string(text)])["differences"] == [])
        #expect(try other.lab.world.identity.credential(for: "AKIABOB00000000001")?.secret.exposed != "bobs-secret")
    }

    @Test func aSecretThatTheFileLeavesOutIsMadeAndToldOnce() async throws {
        let fixture = try await WorldFixture()
        let other = try WorldFixtureless()
        let answer = try await other.lab.door("world-load", ["file": .string(try await saved(fixture.lab))])
        let secret = try #require(answer["secrets"]?["AKIABOB00000000001"]?.string)
        #expect(try other.lab.world.identity.credential(for: "AKIABOB00000000001")?.secret.exposed == secret)
        #expect(secret.utf8.count == 40)
    }

    /// What is wrong, on which line, and a word that the message must have.
    struct Mistake: Sendable, CustomTestStringConvertible {
        let file: String
        let line: Int
        let word: String
        var testDescription: String { word }
    }

    static let mistakes = [
        Mistake(file: "accounts:\n  \"111122223333\":\n    user: {}\n", line: 3, word: "no `user`"),
        Mistake(file: "account: {}\n", line: 1, word: "no `account`"),
        Mistake(file: "accounts:\n  kumo: {}\n", line: 2, word: "twelve digits"),
        Mistake(file: "kmslab: 2\n", line: 1, word: "version 1"),
        Mistake(file: "clock: tomorrow\n", line: 1, word: "ahead"),
        Mistake(file: "clock: [1\n", line: 2, word: "not YAML"),
        Mistake(file: "clock: 1d\nclock: 2d\n", line: 1, word: "twice"),
        Mistake(file: "clock: *nobody\n", line: 1, word: "undefined alias"),
        Mistake(
            file: "accounts:\n  \"111122223333\":\n    users:\n      bob:\n        tag: {}\n", line: 5, word: "`tag`"),
        Mistake(
            file: "accounts:\n  \"111122223333\":\n    users:\n      bob:\n        groups: [none]\n", line: 5,
            word: "none"),
        Mistake(
            file:
                "accounts:\n  \"111122223333\":\n    users:\n      bob:\n        policies:\n          P: {Version: x}\n",
            line: 6, word: "MalformedPolicyDocument"),
        Mistake(
            file: "accounts:\n  \"111122223333\":\n    users:\n      bob:\n        policies:\n          P: \"{\"\n",
            line: 6, word: "not JSON"),
        Mistake(file: "accounts:\n  \"111122223333\":\n    roles:\n      app: {}\n", line: 4, word: "needs `trust`"),
        Mistake(
            file: "accounts:\n  \"111122223333\":\n    keys:\n      k:\n        rotation: 1\n", line: 5, word: "90"),
        Mistake(
            file: "accounts:\n  \"111122223333\":\n    keys:\n      k:\n        state: Broken\n", line: 5,
            word: "PendingDeletion"),
        Mistake(
            file: "accounts:\n  \"111122223333\":\n    keys:\n      k:\n        id: short\n", line: 4, word: "id"),
        Mistake(
            file:
                "accounts:\n  \"111122223333\":\n    keys:\n      k:\n        id: 1234abcd-12ab-14cd-8f01-1234567890ab\n",
            line: 4, word: "id"),
        Mistake(
            file: "accounts:\n  \"111122223333\":\n    keys:\n      k:\n        aliases: []\n", line: 4, word: "alias"),
        Mistake(
            file: "accounts:\n  \"111122223333\":\n    access-keys:\n      - {id: \"a b\"}\n", line: 4, word: "letters"),
        Mistake(file: "accounts:\n  \"111122223333\":\n    users: [bob]\n", line: 3, word: "names with values"),
    ]

    @Test(arguments: mistakes)
    func aMistakeIsNamedWithItsLineAndNothingIsLoaded(mistake: Mistake) async throws {
        let home = try InMemoryLab()
        do throws(ServiceError) {
            _ = try await home.lab.door("world-load", ["file": .string(mistake.file), "name": "team.yaml"])
            Issue.record("the file was loaded")
        } catch {
            let message = "\(error.message ?? "") \(error.hint ?? "")"
            #expect(message.hasPrefix("team.yaml:\(mistake.line): "), "\(message)")
            #expect(message.contains(mistake.word), "\(message)")
        }
        #expect(home.lab.world.identity.users.count == 0)
        #expect(try await home.lab.door("trail")["events"] == [])
    }

    @Test func aFileThatExplodesIsRefused() async throws {
        var file = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1..<9 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            file += "a\(level): &a\(level) [\(aliases)]\n"
        }
        let home = try InMemoryLab()
        for text in [file, String(repeating: "[", count: 50_000), String(repeating: "x", count: 2 << 20), ""] {
            await #expect(throws: ServiceError.self) {
                try await home.lab.door("world-load", ["file": .string(text)])
            }
        }
    }

    @Test func aFileChangesWhatDiffersAndLeavesTheRest() async throws {
        let fixture = try await WorldFixture()
        let file = """
            accounts:
              "111122223333":
                users:
                  carol:
                    policies:
                      Admin:
                        Version: 2012-10-17
                        Statement: [{Effect: Allow, Action: kms:Decrypt, Resource: "*"}]
                keys:
                  ledger:
                    description: another
                    state: PendingDeletion
                    deletion-days: 9
            """
        let differences = try await fixture.lab.door("world-diff", ["file": .string(file)])["differences"]?.array ?? []
        let changed = differences.filter { $0["kind"] != "surplus" }.compactMap { $0["path"]?.string }
        #expect(
            Set(changed)
                == [
                    "111122223333/users/carol/policies/Admin", "111122223333/keys/ledger/description",
                    "111122223333/keys/ledger/state", "111122223333/keys/ledger/deletion-days",
                ])
        try await fixture.load(file)
        #expect(fixture.lab.world.identity.users.all.map(\.name) == ["bob", "carol"])
        #expect(fixture.lab.world.kms.keys.all.contains { $0.description == "another" && $0.state == .pendingDeletion })
        #expect(fixture.outcome(try await fixture.why("carol", "kms:Encrypt", "alias/ledger")) == "deniedImplicitly")
    }

    @Test func whatCannotBecomeSomethingElseIsRefused() async throws {
        let fixture = try await WorldFixture()
        let file = "accounts:\n  \"111122223333\":\n    keys:\n      ledger:\n        spec: RSA_2048\n"
        await #expect(throws: ServiceError.self) { try await fixture.load(file) }
        let path = "accounts:\n  \"111122223333\":\n    users:\n      bob:\n        path: /x/\n"
        await #expect(throws: ServiceError.self) { try await fixture.load(path) }
    }

    @Test func theClockOnlyRunsForward() async throws {
        let fixture = try await WorldFixture("clock: 30d\n")
        #expect(fixture.lab.world.settings.current.clockOffset == .days(30))
        #expect(try await fixture.load("clock: 30d\n")["changedRows"] == 0)
        await #expect(throws: ServiceError.self) { try await fixture.load("clock: 29d\n") }
    }

    @Test func twoAccountsAndTheirKeysAreLoadedAcross() async throws {
        let fixture = try await WorldFixture(
            """
            accounts:
              "111122223333":
                users: {bob: }
              "444455556666":
                keys:
                  theirs:
                    policy: |
                      {"Version": "2012-10-17", "Statement": [
                        {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::444455556666:root"},
                         "Action": "kms:*", "Resource": "*"},
                        {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:user/bob"},
                         "Action": "kms:Decrypt", "Resource": "*"}]}
            """)
        let key = try #require(fixture.lab.world.kms.keys.all.first)
        let answer = try await fixture.why("bob", "kms:Decrypt", key.arn.description)
        #expect(fixture.outcome(answer) == "deniedImplicitly")
        #expect(answer["decisions"]?.array?.first?["questions"]?.array?.contains { $0["answer"] == "yes" } == true)
        let text = try await saved(fixture.lab)
        #expect(try await saved(WorldFixture(text).lab) == text)
    }
}

/// A lab in memory with nobody in it.
private struct WorldFixtureless {
    let home: InMemoryLab
    var lab: Lab { home.lab }

    init() throws {
        home = try InMemoryLab()
    }
}
