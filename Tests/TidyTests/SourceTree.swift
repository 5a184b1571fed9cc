import Foundation

/// The repository's own files, read as text.
enum SourceTree {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    struct File: Sendable {
        /// The path from the root.
        let path: String
        let text: String
        /// The room: the folder below `Sources`.
        var room: String { path.split(separator: "/").dropFirst().first.map { String($0) } ?? "" }
        var lines: [(number: Int, text: String)] {
            text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map { ($0 + 1, String($1)) }
        }
    }

    /// Every Swift file below `folder`.
    static func swiftFiles(in folder: String) -> [File] {
        let start = root.appendingPathComponent(folder)
        let walk = FileManager.default.enumerator(atPath: start.path)
        let paths = (walk?.allObjects as? [String] ?? []).filter { $0.hasSuffix(".swift") && !$0.contains(".build") }
        return paths.sorted().compactMap { path in
            (try? String(contentsOf: start.appendingPathComponent(path), encoding: .utf8)).map {
                File(path: "\(folder)/\(path)", text: $0)
            }
        }
    }

    /// `path:line: text` for every line of code (not of comments) that `isBad`.
    static func findings(in files: [File], where isBad: (File, String) -> Bool) -> [String] {
        files.flatMap { file in
            file.lines.filter { !$0.text.isComment && isBad(file, $0.text) }.map {
                "\(file.path):\($0.number): \($0.text.trimmingCharacters(in: .whitespaces))"
            }
        }
    }
}

extension String {
    /// Whether the line is nothing but a comment.
    var isComment: Bool { trimmingCharacters(in: .whitespaces).hasPrefix("//") }

    /// The line without what stands in string literals, so that a word in a message is not taken for code.
    var withoutLiterals: String {
        var result = ""
        var isInLiteral = false
        var previous: Character = " "
        for character in self {
            if character == "\"", previous != "\\" {
                isInLiteral.toggle()
            } else if !isInLiteral {
                result.append(character)
            }
            previous = character
        }
        return result
    }
}
