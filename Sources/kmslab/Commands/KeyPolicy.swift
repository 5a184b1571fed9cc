import ArgumentParser
import LabCore

/// `kmslab key policy …`
struct KeyPolicy: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Read or replace a key's policy.",
        subcommands: [KeyPolicyGet.self, KeyPolicyPut.self])
}

/// `kmslab key policy get`
struct KeyPolicyGet: KeyChange {
    static let configuration = CommandConfiguration(commandName: "get", abstract: "Print a key's policy.")
    static let operation = "GetKeyPolicy"

    @Argument(help: "The key: id, ARN or alias/NAME.")
    var key: String
    @OptionGroup var lab: LabOptions

    func report(_ keyID: String, _ output: JSONObject) -> String { output["Policy"]?.string ?? "" }
}

/// `kmslab key policy put`
struct KeyPolicyPut: KeyChange {
    static let configuration = CommandConfiguration(
        commandName: "put", abstract: "Replace a key's policy.",
        discussion: "A policy that would lock you out of changing it again is refused, unless you insist.")
    static let operation = "PutKeyPolicy"

    @Argument(help: "The key: id, ARN or alias/NAME.")
    var key: String
    @Argument(help: ArgumentHelp("The policy: JSON, or @FILE.", valueName: "json"))
    var policy: String
    @Flag(help: "Take a policy that locks you out.")
    var bypassLockoutCheck = false
    @OptionGroup var lab: LabOptions

    func members() throws -> JSONObject {
        [
            "Policy": .string(try TextArgument.read(policy)), "PolicyName": "default",
            "BypassPolicyLockoutSafetyCheck": .bool(bypassLockoutCheck),
        ]
    }

    func report(_ keyID: String, _ output: JSONObject) -> String { "\(keyID) has a new policy" }
}
