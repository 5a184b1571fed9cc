import LabClient
import LabCore

/// An argument that is its own text, or `@FILE` for the text of a file.
enum TextArgument {
    private static let largestFile = 16 << 20

    /// The bytes that the argument means.
    static func bytes(_ argument: String) throws -> [UInt8] {
        guard argument.hasPrefix("@") else { return Array(argument.utf8) }
        return try file(String(argument.dropFirst()))
    }

    /// The text that the argument means.
    static func read(_ argument: String) throws -> String {
        guard let text = String(validating: try bytes(argument), as: UTF8.self) else {
            throw Failure(.usage, "`\(argument)` is not UTF-8 text")
        }
        return text
    }

    /// The bytes of a file, or of standard input for `-`.
    static func file(_ path: String, limit: Int = largestFile) throws -> [UInt8] {
        guard let bytes = try WholeFile.read(FileEndpoint(argument: path), limit: limit) else {
            throw Failure(.usage, "`\(path)` is longer than \(ByteCount.text(limit))")
        }
        return bytes
    }

    /// The JSON object that the argument means.
    static func object(_ argument: String) throws -> JSONObject {
        do {
            guard let object = try JSONParser.parse(try bytes(argument)).object else {
                throw Failure(.usage, "a JSON object is expected")
            }
            return object
        } catch let error as JSONError {
            throw Failure(.usage, "this is not JSON: \(error)")
        }
    }
}
