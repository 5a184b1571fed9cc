import ArgumentParser
import LabCore

/// `kmslab volume …`
struct Volume: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Toy disks: see that a key can be dead while its volume still reads.",
        discussion: """
            Attaching is when the key service is asked: the data key is decrypted by a grant and stays in the host's \
            memory until detaching. The host is the lab's process: under `kmslab serve` it stays up between commands, \
            otherwise every command is a host that was just switched on and has to ask again.

            Example, beside a running `kmslab serve`:
              kmslab volume create --key alias/ledger
              kmslab volume attach vol-0123456789abcdef0
              printf 'the balance is 12' | kmslab volume write vol-0123456789abcdef0 -
              kmslab key disable alias/ledger
              kmslab volume read vol-0123456789abcdef0 --length 17     # still reads
              kmslab volume detach vol-0123456789abcdef0
              kmslab volume attach vol-0123456789abcdef0               # refused
            """,
        subcommands: [
            VolumeCreate.self, VolumeAttach.self, VolumeWrite.self, VolumeRead.self, VolumeDetach.self,
            VolumeDelete.self, VolumeList.self,
        ])
}

/// `kmslab volume create`
struct VolumeCreate: ServiceChange {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a volume, with a data key that nobody sees yet.")
    static let operation = "ec2.CreateVolume"

    @Option(name: .shortAndLong, help: "The KMS key: id, ARN or alias/NAME (default: alias/aws/ebs).")
    var key: String?
    @Option(help: "The size in bytes, a multiple of 512 up to 1 MiB.")
    var size = 65_536
    @OptionGroup var lab: LabOptions

    func input() throws -> JSONObject {
        var input: JSONObject = ["SizeInBytes": .integer(Int64(size))]
        input["KmsKeyId"] = key.map(JSONValue.string)
        return input
    }

    func report(_ output: JSONObject) -> String { output["VolumeId"]?.string ?? "" }
}

/// `kmslab volume attach`
struct VolumeAttach: ServiceChange {
    static let configuration = CommandConfiguration(
        commandName: "attach", abstract: "Attach a volume: its data key is decrypted into the host's memory.")
    static let operation = "ec2.AttachVolume"

    @Argument(help: "The volume's id.")
    var volume: String
    @Option(help: ArgumentHelp("The host's name.", valueName: "id"))
    var instance = "i-lab"
    @OptionGroup var lab: LabOptions

    func input() throws -> JSONObject { ["VolumeId": .string(volume), "InstanceId": .string(instance)] }

    func report(_ output: JSONObject) -> String {
        "\(volume) is attached to \(instance), by the grant \(HexText.short(output["Attachment"]?["GrantId"]?.string ?? ""))"
    }
}

/// `kmslab volume detach`
struct VolumeDetach: ServiceChange {
    static let configuration = CommandConfiguration(
        commandName: "detach", abstract: "Detach a volume: the host forgets its data key.")
    static let operation = "ec2.DetachVolume"

    @Argument(help: "The volume's id.")
    var volume: String
    @OptionGroup var lab: LabOptions

    func input() throws -> JSONObject { ["VolumeId": .string(volume)] }
    func report(_ output: JSONObject) -> String { "\(volume) is available" }
}

/// `kmslab volume delete`
struct VolumeDelete: ServiceChange {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a volume that is not attached.")
    static let operation = "ec2.DeleteVolume"

    @Argument(help: "The volume's id.")
    var volume: String
    @OptionGroup var lab: LabOptions

    func input() throws -> JSONObject { ["VolumeId": .string(volume)] }
    func report(_ output: JSONObject) -> String { "\(volume) is gone" }
}

/// `kmslab volume write`
struct VolumeWrite: ServiceChange {
    static let configuration = CommandConfiguration(commandName: "write", abstract: "Write to an attached volume.")
    static let operation = "ec2.WriteVolume"

    @Argument(help: "The volume's id.")
    var volume: String
    @Argument(help: "What to write: @FILE, or - for standard input.")
    var data: String
    @Option(help: "Where, in bytes from the start.")
    var offset = 0
    @OptionGroup var lab: LabOptions

    func input() throws -> JSONObject {
        [
            "VolumeId": .string(volume), "Offset": .integer(Int64(offset)),
            "Data": .string(Base64.encode(try SecretArgument.bytes(data))),
        ]
    }

    func report(_ output: JSONObject) -> String { "wrote \(output["Written"]?.integer ?? 0) bytes to \(volume)" }
}

/// `kmslab volume read`
struct VolumeRead: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read", abstract: "Print bytes of an attached volume, and nothing else.")

    @Argument(help: "The volume's id.")
    var volume: String
    @Option(help: "Where, in bytes from the start.")
    var offset = 0
    @Option(help: "How many bytes (default: to the end).")
    var length: Int?
    @OptionGroup var lab: LabOptions

    func run() async throws {
        var input: JSONObject = ["VolumeId": .string(volume), "Offset": .integer(Int64(offset))]
        input["Length"] = length.map { .integer(Int64($0)) }
        let output = try await lab.withLab { [input] in try await $0.ask("ec2.ReadVolume", input) }
        if lab.json { return print(JSONValue.object(output).prettyText) }
        SecretArgument.show(Base64.decode(output["Data"]?.string ?? "") ?? [])
    }
}

/// `kmslab volume list`
struct VolumeList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the volumes.")

    @OptionGroup var lab: LabOptions

    func run() async throws {
        let output = try await lab.withLab { try await $0.ask("ec2.DescribeVolumes", [:]) }
        let volumes = output["Volumes"]?.array ?? []
        if lab.json { return print(JSONValue.array(volumes).prettyText) }
        var table = TextTable("VOLUME", "STATE", "HOST", "BYTES", "KEY")
        for volume in volumes {
            table.add(
                volume["VolumeId"]?.string ?? "", volume["State"]?.string ?? "",
                volume["Attachment"]?["InstanceId"]?.string ?? "", "\(volume["SizeInBytes"]?.integer ?? 0)",
                volume["KmsKeyId"]?.string ?? "")
        }
        table.isEmpty ? StandardError.write("kmslab: no volumes; `kmslab volume create` makes one") : table.printAll()
    }
}
