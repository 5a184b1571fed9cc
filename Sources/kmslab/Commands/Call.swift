import ArgumentParser
import LabCore

/// `kmslab call`
struct Call: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Call any operation of any service, in AWS's own JSON.",
        discussion: "Example: kmslab call kms.DescribeKey --input '{\"KeyId\": \"alias/ledger\"}'")

    @Argument(help: "The service and the operation, such as kms.DescribeKey.")
    var operation: String

    @Option(help: ArgumentHelp("The input as JSON, or @FILE (default: {}).", valueName: "json"))
    var input = "{}"

    @OptionGroup var lab: LabOptions

    func run() async throws {
        let output = try await failing {
            let parts = operation.split(separator: ".", maxSplits: 1)
            guard parts.count == 2 else {
                throw Failure(.usage, "`\(operation)` is not of the form SERVICE.OPERATION, such as kms.ListKeys")
            }
            let object = try TextArgument.object(input)
            return try await lab.withLab { try await $0.call(String(parts[0]), String(parts[1]), object) }
        }
        print(JSONValue.object(output).prettyText)
    }
}
