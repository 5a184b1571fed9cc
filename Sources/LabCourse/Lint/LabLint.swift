/// Reads a lab as critically as a person who has to teach with it: what is wrong, where, and how to mend it.
package struct LabLint {
    private let folder: LabFolder
    private var findings: [LabFileError] = []

    /// A reader of a lab's folder.
    package init(_ folder: LabFolder) {
        self.folder = folder
    }

    /// Everything that is wrong, in the order of files and lines; nothing for a good lab.
    package static func findings(_ folder: LabFolder) -> [LabFileError] {
        var lint = LabLint(folder)
        lint.read()
        return lint.findings
    }

    private mutating func read() {
        checkCharacters()
        for language in Language.allCases where folder.files[LabFolder.textName(language)] == nil {
            add(
                LabFolder.textName(language), nil, "the texts in \(language.name) are missing",
                mend: "translate \(LabFolder.textName(.english)), heading by heading")
        }
        do throws(LabFileError) {
            let definition = try LabDefinition(folder)
            checkStructure(definition)
            var texts: [(language: Language, text: LabText)] = []
            for language in folder.languages { texts.append((language, try LabText(folder, language))) }
            for entry in texts { findings += TextLint(definition, entry.text, entry.language).findings }
            comparePlaceholders(texts)
        } catch {
            findings.append(error)
        }
    }

    private mutating func add(_ file: String, _ line: Int?, _ message: String, mend: String? = nil) {
        findings.append(LabFileError(file, line, message, mend: mend))
    }

    /// Characters that nobody sees can make a text say something else than it seems to.
    private mutating func checkCharacters() {
        for (name, bytes) in folder.files.sorted(by: { $0.key < $1.key }) {
            guard WorkspacePath.isInside(name) else {
                add(name, nil, "the path leaves the folder", mend: "put the file below the folder")
                continue
            }
            if bytes.count > LabFolder.largestFile {
                add(name, nil, "the file is too large", mend: "1 MiB is the most")
            }
            guard [".yaml", ".md"].contains(where: name.hasSuffix) else { continue }
            guard let text = String(validating: bytes, as: UTF8.self) else {
                add(name, nil, "the file is not UTF-8", mend: "save it as UTF-8")
                continue
            }
            checkCharacters(text, in: name)
        }
    }

    private mutating func checkCharacters(_ text: String, in name: String) {
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            for scalar in line.unicodeScalars where scalar.isHidden {
                let code = "U+" + String(scalar.value, radix: 16, uppercase: true)
                add(name, index + 1, "the line holds \(code), which nobody sees", mend: "remove the character")
                break
            }
        }
    }

    private mutating func checkStructure(_ lab: LabDefinition) {
        checkIDs(lab)
        if case .builtIn(let name) = lab.world, BuiltInLabs.world(name) == nil {
            add(LabFolder.structure, nil, "there is no world `\(name)`", mend: "take kumo, empty or files/world.yaml")
        }
        if lab.wrong.count < 2 {
            add(LabFolder.structure, nil, "fewer than two wrong answers", mend: "add what a learner gets wrong first")
        }
        let alone = Set(lab.wrong.filter { $0.fails.count == 1 }.flatMap(\.fails))
        for check in lab.checks where !check.isOptional && !alone.contains(check.id) {
            add(
                LabFolder.structure, check.line, "nobody can fail `\(check.id)` alone",
                mend: "add a wrong answer that fails only it, or make it optional: \"true\"")
        }
        for answer in lab.wrong {
            for name in answer.fails where !lab.checks.contains(where: { $0.id == name }) {
                add(LabFolder.structure, answer.line, "wrong `\(answer.id)` fails `\(name)`, which is no check")
            }
            if answer.fails.isEmpty { add(LabFolder.structure, answer.line, "wrong `\(answer.id)` fails nothing") }
            for language in folder.languages where answer.says[language]?.isEmpty ?? true {
                add(
                    LabFolder.structure, answer.line, "wrong `\(answer.id)` promises no words in \(language.name)",
                    mend: "add says: { \(language.rawValue): … }")
            }
        }
        checkQuestions(lab)
    }

    private mutating func checkIDs(_ lab: LabDefinition) {
        let ids = lab.checks.map { ($0.id, $0.line) } + lab.wrong.map { ("wrong \($0.id)", $0.line) }
        var seen: Set<String> = []
        for (id, line) in ids where !seen.insert(id).inserted {
            add(LabFolder.structure, line, "`\(id)` stands twice", mend: "give every check and answer its own id")
        }
        if folder.id.wholeMatch(of: /[0-9]{2}-[a-z0-9-]+/) == nil {
            add(LabFolder.structure, nil, "`\(folder.id)` is no id", mend: "two digits, a hyphen, a name: 42-my-lab")
        }
    }

    private mutating func checkQuestions(_ lab: LabDefinition) {
        for check in lab.checks {
            switch check.check {
            case let answer as AnswerCheck where !lab.answers.contains(where: { $0.id == answer.id }):
                add(LabFolder.structure, check.line, "there is no answer `\(answer.id)`", mend: "add it to `answers`")
            case let predict as PredictCheck:
                for id in predict.ids where !lab.predictions.contains(where: { $0.id == id }) {
                    add(LabFolder.structure, check.line, "there is no prediction `\(id)`", mend: "add it to `predict`")
                }
            default: break
            }
        }
    }

    /// The same sentence has to say the same things in every language.
    private mutating func comparePlaceholders(_ texts: [(language: Language, text: LabText)]) {
        guard let first = texts.first else { return }
        for other in texts.dropFirst() {
            for (heading, section) in other.text.sections.sorted(by: { $0.value.line < $1.value.line }) {
                guard let original = first.text[heading] else { continue }
                let names = Set(LabFacts.names(in: section.text))
                let wanted = Set(LabFacts.names(in: original))
                guard names != wanted else { continue }
                let different = names.symmetricDifference(wanted).sorted().map { "{\($0)}" }.joined(separator: ", ")
                add(
                    LabFolder.textName(other.language), section.line,
                    "`\(heading)`: \(different) not in every language",
                    mend: "use the same placeholders as \(LabFolder.textName(first.language))")
            }
        }
    }
}

extension Language {
    /// Its English name.
    package var name: String {
        switch self {
        case .english: "English"
        case .japanese: "Japanese"
        }
    }
}

extension Unicode.Scalar {
    /// Whether it is a control character, or turns the direction of text, or has no width.
    fileprivate var isHidden: Bool {
        switch value {
        case 0x09: false
        case 0x00...0x1F, 0x7F...0x9F, 0x061C, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2069, 0xFEFF: true
        default: false
        }
    }
}
