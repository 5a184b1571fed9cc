/// The words of the labs in both languages, as `Labs/words/glossary.md` has them.
package struct Glossary: Sendable {
    /// A term.
    package struct Entry: Sendable, Equatable {
        /// In English.
        package let english: String
        /// In Japanese; the first is the usual one.
        package let japanese: [String]
        /// Words that Japanese texts do not use for it.
        package let avoided: [String]
    }

    /// The terms, in the order of the file.
    package let entries: [Entry]

    /// The built-in one.
    package static let standard = Glossary(
        markdown: String(decoding: BuiltInLabs.files[BuiltInLabs.wordsFolder]?["glossary.md"] ?? [], as: UTF8.self))

    /// Reads the rows of the table.
    package init(markdown: String) {
        entries = markdown.split(separator: "\n").compactMap(Self.entry)
    }

    private static func entry(_ line: Substring) -> Entry? {
        let cells = line.split(separator: "|", omittingEmptySubsequences: false).map(trimmed)
        guard cells.count == 5, cells[0].isEmpty, !cells[1].isEmpty, cells[1] != "English", !cells[1].hasPrefix("---")
        else { return nil }
        return Entry(english: cells[1], japanese: words(cells[2]), avoided: words(cells[3]))
    }

    private static func words(_ cell: String) -> [String] {
        cell.split(separator: ",").map(trimmed).filter { !$0.isEmpty }
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }

    /// The first avoided word in a Japanese text, with its term.
    package func deviation(in text: some StringProtocol) -> (found: String, entry: Entry)? {
        for entry in entries {
            for word in entry.avoided where text.contains(word) { return (word, entry) }
        }
        return nil
    }
}
