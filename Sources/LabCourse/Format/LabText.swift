/// Every word of a lab in one language, by heading.
package struct LabText: Sendable {
    /// The title.
    package let title: String
    /// The sections by their headings, with the line of each.
    package let sections: [String: Section]

    /// A section.
    package struct Section: Sendable, Equatable {
        /// Its text, without empty lines around it.
        package let text: String
        /// The line of its heading.
        package let line: Int
    }

    /// Reads `text.LANG.md`.
    ///
    /// - Throws: for a file without a title, and for a heading that stands twice.
    package init(_ folder: LabFolder, _ language: Language) throws(LabFileError) {
        let file = LabFolder.textName(language)
        var reader = LabTextReader(file: file)
        let lines = try folder.text(file).split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() { try reader.take(String(line), index + 1) }
        (title, sections) = try reader.finish()
    }

    /// The text under a heading; `nil` when there is none.
    package subscript(heading: String) -> String? { sections[heading]?.text }
}

/// Takes a text apart line by line.
private struct LabTextReader {
    let file: String
    private var title: String?
    private var sections: [String: LabText.Section] = [:]
    private var heading: (name: String, line: Int)?
    private var lines: [String] = []
    private var isInFence = false

    init(file: String) {
        self.file = file
    }

    mutating func take(_ line: String, _ number: Int) throws(LabFileError) {
        if line.hasPrefix("```") { isInFence.toggle() }
        guard !isInFence, line.hasPrefix("#") else { return lines.append(line) }
        if line.hasPrefix("## ") {
            try close()
            let words = line.dropFirst(3).split(separator: " ").joined(separator: " ")
            guard sections[words] == nil else {
                throw LabFileError(file, number, "the heading `\(words)` stands twice")
            }
            heading = (words, number)
        } else if line.hasPrefix("# "), title == nil {
            title = String(line.dropFirst(2))
        } else {
            throw LabFileError(file, number, "`\(line)` is no heading that a text has", mend: "write ## in front")
        }
    }

    mutating func finish() throws(LabFileError) -> (String, [String: LabText.Section]) {
        try close()
        guard let title else { throw LabFileError(file, 1, "the title is missing", mend: "begin with `# TITLE`") }
        return (title, sections)
    }

    private mutating func close() throws(LabFileError) {
        defer { lines = [] }
        let text = Self.trimmed(lines)
        guard let heading else { return }
        guard !text.isEmpty else { throw LabFileError(file, heading.line, "nothing stands under `\(heading.name)`") }
        sections[heading.name] = LabText.Section(text: text, line: heading.line)
    }

    private static func trimmed(_ lines: [String]) -> String {
        let isEmpty: (String) -> Bool = { $0.allSatisfy(\.isWhitespace) }
        let front = lines.drop(while: isEmpty)
        return front.reversed().drop(while: isEmpty).reversed().joined(separator: "\n")
    }
}
