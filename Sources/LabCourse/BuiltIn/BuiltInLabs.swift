import LabCore

/// The labs and worlds that the binary carries.
///
/// `embed.py` makes the files in `Generated` out of the folder `Labs`; a test holds both together.
package enum BuiltInLabs {
    private static let worldsFolder = "worlds"
    /// Where the glossary is.
    static let wordsFolder = "words"

    /// The labs, in the order of their ids.
    package static let all: [LabFolder] = index.keys.filter { $0.first?.isNumber == true }.sorted().map { id in
        LabFolder(id: id, files: index[id] ?? [:])
    }

    /// The files of every folder, for the test that compares them with the source tree.
    package static var files: [String: [String: [UInt8]]] { index }

    /// The lab whose id begins with `text`: `03`, `03-label`.
    package static func named(_ text: String) -> LabFolder? {
        all.first { $0.id == text } ?? all.first { $0.id.split(separator: "-").first.map(String.init) == text }
            ?? all.first { $0.id.split(separator: "-").dropFirst().joined(separator: "-") == text }
    }

    /// The world file of this name.
    package static func world(_ name: String) -> String? {
        index[worldsFolder]?["\(name).yaml"].map { String(decoding: $0, as: UTF8.self) }
    }

    /// Text of a generated file.
    static func text(_ text: String) -> [UInt8] { Array(text.utf8) }

    /// Bytes of a generated file.
    static func bytes(_ base64: String) -> [UInt8] { Base64.decode(base64) ?? [] }
}
