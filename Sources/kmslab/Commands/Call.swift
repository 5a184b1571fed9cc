import ArgumentParser
import LabClient
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

    private static let largestInput = 16 << 20

    func run() async throws {
        let output = try await failing {
            let parts = operation.split(separator: ".", maxSplits: 1)
            guard parts.count == 2 else {
                throw Failure(.usage, "`\(operation)` is not of the form SERVICE.OPERATION, such as kms.ListKeys")
            }
            let object = try inputObject()
            return try await lab.withLab { try await $0.call(String(parts[0]), String(parts[1]), object) }
        }
        print(JSONValue.object(output).prettyText)
    }

    private func inputObject() throws -> JSONObject {
        do {
            guard let object = try JSONParser.parse(try inputBytes()).object else {
                throw Failure(.usage, "the input has to be a JSON object")
            }
            return object
        } catch let error as JSONError {
            throw Failure(.usage, "the input is not JSON: \(error)")
        }
    }

    private func inputBytes() throws -> [UInt8] {
        guard input.hasPrefix("@") else { return Array(input.utf8) }
        let file = FileEndpoint(argument: String(input.dropFirst()))
        guard let bytes = try WholeFile.read(file, limit: Self.largestInput) else {
            throw Failure(.usage, "the input is longer than \(ByteCount.text(Self.largestInput))")
        }
        return bytes
    }
}
