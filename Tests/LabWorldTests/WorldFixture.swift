import LabCore
import LabService
import LabTesting
import LabWorld

/// A lab in memory with people in it, for tests about who may.
struct WorldFixture {
    let home: InMemoryLab
    var lab: Lab { home.lab }

    /// A key policy that lets IAM decide, a user who may decrypt through S3 only, an administrator, a role.
    static let file = """
        accounts:
          "111122223333":
            policies:
              ReadLedger:
                document:
                  Version: 2012-10-17
                  Statement:
                    - Sid: AllowLedger
                      Effect: Allow
                      Action: kms:Decrypt
                      Resource: "*"
                      Condition:
                        StringEquals: {kms:ViaService: s3.us-east-1.amazonaws.com}
            groups:
              readers:
                attached: [ReadLedger]
            users:
              bob:
                tags: {team: red}
                groups: [readers]
                access-keys:
                  - id: AKIABOB00000000001
                    secret: bobs-secret
              carol:
                policies:
                  Admin:
                    Version: 2012-10-17
                    Statement: [{Effect: Allow, Action: "kms:*", Resource: "*"}]
            roles:
              app:
                trust:
                  Version: 2012-10-17
                  Statement:
                    - Effect: Allow
                      Principal: {AWS: "arn:aws:iam::111122223333:user/bob"}
                      Action: sts:AssumeRole
            keys:
              ledger:
                id: 1234abcd-12ab-4cde-8f01-1234567890ab
                description: the ledger
                rotation: 365
                tags: {data: secret}
              vault:
                policy:
                  Version: 2012-10-17
                  Statement:
                    - Sid: OnlyCarol
                      Effect: Allow
                      Principal: {AWS: "arn:aws:iam::111122223333:user/carol"}
                      Action: kms:*
                      Resource: "*"
                state: Disabled
        """

    /// A lab that the file was loaded into.
    init(_ file: String = Self.file) async throws {
        home = try InMemoryLab()
        _ = try await load(file)
    }

    @discardableResult
    func load(_ file: String) async throws -> JSONObject {
        try await lab.door("world-load", ["file": .string(file), "name": "team.yaml"])
    }

    func call(_ operation: String, _ input: JSONObject, as who: String = "root") async throws -> JSONObject {
        let parts = operation.split(separator: ".").map(String.init)
        return try await lab.perform(parts[0], parts[1], input, as: try lab.world.caller(named: who))
    }

    func why(_ who: String, _ action: String, _ resource: String, _ more: JSONObject = [:]) async throws -> JSONObject {
        try await lab.door("why", question(who, action, resource, more))
    }

    func tried(
        _ letter: String, _ who: String, _ action: String, _ resource: String, _ more: JSONObject = [:]
    ) async throws -> JSONObject {
        var input = question(who, action, resource, more)
        input["suggestion"] = .string(letter)
        return try await lab.door("try", input)
    }

    private func question(_ who: String, _ action: String, _ resource: String, _ more: JSONObject) -> JSONObject {
        var input = more
        input["as"] = .string(who)
        input["action"] = .string(action)
        input["resource"] = .string(resource)
        return input
    }

    func outcome(_ answer: JSONObject) -> String? { answer["decisions"]?.array?.last?["outcome"]?.string }

    func suggestions(_ answer: JSONObject) -> [String] {
        answer["suggestions"]?.array?.compactMap { $0["title"]?.string } ?? []
    }
}
