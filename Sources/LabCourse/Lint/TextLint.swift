/// Reads a lab's texts in one language.
struct TextLint {
    private let lab: LabDefinition
    private let text: LabText
    private let file: String
    private(set) var findings: [LabFileError] = []

    /// How wide a line can be.
    private static let width = 78
    private static let hints = 1...3

    init(_ lab: LabDefinition, _ text: LabText, _ language: Language) {
        self.lab = lab
        self.text = text
        file = LabFolder.textName(language)
        checkHeadings()
        checkWidths()
        checkHints()
        checkExam()
        if language == .japanese { checkWords() }
    }

    /// The glossary is the one source of Japanese words.
    private mutating func checkWords() {
        for section in text.sections.values.sorted(by: { $0.line < $1.line }) {
            guard let (found, entry) = Glossary.standard.deviation(in: section.text) else { continue }
            add(
                section.line, "`\(found)` is not the glossary's word for \(entry.english)",
                mend: "write \(entry.japanese.joined(separator: " or "))")
        }
    }

    private mutating func add(_ line: Int?, _ message: String, mend: String? = nil) {
        findings.append(LabFileError(file, line, message, mend: mend))
    }

    private var needed: [String] {
        var headings = ["story", "aha", "exam"]
        headings += lab.tasks.map { "task \($0.id)" }
        for check in lab.checks {
            headings += ["title", "pass", "fail"].map { "check \(check.id) / \($0)" }
            headings += Self.hints.map { "hint \(check.id) \($0)" }
        }
        headings += lab.predictions.flatMap { ["predict \($0.id)", "predict \($0.id) / because"] }
        return headings + lab.answers.map { "answer \($0.id)" }
    }

    private var possible: Set<String> {
        var headings = Set(needed + ["break"])
        for question in lab.predictions {
            headings.formUnion(question.options.map { "predict \(question.id) / option \($0)" })
        }
        for check in lab.checks {
            headings.formUnion(check.codes.map { "check \(check.id) / fail \($0)" })
        }
        return headings
    }

    private mutating func checkHeadings() {
        for heading in needed where text[heading] == nil {
            add(nil, "`## \(heading)` is missing", mend: "add the heading and its text")
        }
        let possible = possible
        for (heading, section) in text.sections.sorted(by: { $0.value.line < $1.value.line })
        where !possible.contains(heading) {
            add(section.line, "`## \(heading)` is about nothing in the lab", mend: "mend the heading, or remove it")
        }
    }

    private mutating func checkWidths() {
        for section in text.sections.values.sorted(by: { $0.line < $1.line }) {
            for (index, line) in section.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            where CellWidth.of(line) > Self.width {
                add(section.line + index + 1, "the line is wider than \(Self.width) columns", mend: "break the line")
            }
        }
    }

    /// A hint or a failure must not give the answer away: not a command of the solution, and not an answer.
    private mutating func checkHints() {
        let commands = (lab.solution + lab.awsSolution).map { $0.words.joined(separator: " ") }.filter { $0.count > 12 }
        for (heading, section) in text.sections.sorted(by: { $0.value.line < $1.value.line })
        where heading.hasPrefix("hint ") || heading.contains(" / fail") {
            for command in commands where section.text.contains(command) {
                add(section.line, "`\(heading)` holds a command of the solution", mend: "say where to look instead")
            }
        }
    }

    private mutating func checkExam() {
        guard let exam = text.sections["exam"] else { return }
        let lines = exam.text.split(separator: "\n").count { $0.hasPrefix("- ") }
        if lines != 3 { add(exam.line, "the exam card has \(lines) lines", mend: "three lines that begin with `- `") }
    }
}

extension CheckDefinition {
    /// The codes that its failures can have.
    var codes: [String] { Self.codes(of: check) }

    private static func codes(of check: any Check) -> [String] {
        (check as? AfterCheck).map { codes(of: $0.check) } ?? type(of: check).codes
    }
}

/// How many columns a terminal gives to text (Unicode Standard Annex 11, the blocks that matter).
package enum CellWidth {
    /// The columns of a text.
    package static func of(_ text: some StringProtocol) -> Int {
        text.reduce(0) { $0 + of($1) }
    }

    /// The columns of a character.
    package static func of(_ character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF,
            0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }
}
