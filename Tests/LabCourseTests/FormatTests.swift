import LabCore
import Testing

@testable import LabCourse

/// `lab.yaml` and the texts are read strictly: what is wrong is named with its line.
@Suite struct FormatTests {
    /// The template with something else in one of its files.
    private static func lab(_ file: String = "lab.yaml", replacing old: String, with new: String) -> LabFolder {
        let template = LabTemplate.folder(id: "42-mine")
        var files = template.files
        files[file] = files[file].map { Array(String(decoding: $0, as: UTF8.self).replacing(old, with: new).utf8) }
        return LabFolder(id: template.id, files: files)
    }

    @Test(arguments: [
        ("chapter: life", "chaptre: life", "a lab has no `chaptre`"),
        ("chapter: life", "chapter: love", "there is no chapter `love`"),
        ("kmslab: \"1\"", "kmslab: \"2\"", "the format's version is not 1"),
        ("world: kumo", "world: ../kumo.yaml", "`../kumo.yaml` leaves the lab's folder"),
        ("world: kumo", "files: { ../x: text.en.md }", "`../x` leaves the workspace"),
        ("truth: \"no\"", "truth: maybe", "the truth `maybe` is not among the options"),
        ("because: iam", "because: luck", "`because` cannot be `luck`"),
        ("[key, list]", "[rm, ./../x]", "`../x` leaves the workspace"),
        ("[key, list]", "[]", "a step needs words"),
        ("is: Disabled", "ist: Disabled", "`state` has no `ist`"),
        ("call: [kms, DescribeKey]", "door: undo", "no door `undo` can be asked"),
    ])
    func whatIsWrongIsNamed(old: String, new: String, message: String) {
        let folder = Self.lab(replacing: old, with: new)
        let error = #expect(throws: LabFileError.self) { try LabDefinition(folder) }
        #expect(error?.message.contains(message) == true, "\(error.map(\.description) ?? "")")
        #expect(error?.file == "lab.yaml")
    }

    @Test func anUnknownNameIsNamedWithItsLine() {
        let folder = Self.lab(replacing: "chapter: life", with: "colour: red")
        let error = #expect(throws: LabFileError.self) { try LabDefinition(folder) }
        #expect(error?.description == "lab.yaml:3: a lab has no `colour`")
        #expect(error?.mend?.contains("chapter") == true)
    }

    @Test func scalarsStayTexts() throws {
        let folder = Self.lab(
            replacing: "options: [\"yes\", \"no\"], truth: \"no\"", with: "options: [0123, no], truth: no")
        #expect(try LabDefinition(folder).predictions.first?.options == ["0123", "no"])
    }

    @Test func theSeedDecidesTheFacts() throws {
        let folder = Self.lab(
            replacing: "world: kumo",
            with: "world: kumo\nfacts: { who: { pick: [dave, erin, frank] }, n: { number: \"3..9\" } }")
        #expect(try LabDefinition(folder).facts == LabFacts(["who": "dave", "n": "3"]))
        let facts = try (1...20).map { try LabDefinition(folder, seed: $0).facts }
        #expect(Set(facts.compactMap { $0.values["who"] }) == ["dave", "erin", "frank"])
        #expect(try LabDefinition(folder, seed: 5).facts == LabDefinition(folder, seed: 5).facts)
    }

    @Test(arguments: [
        ("text.ja.md", "## story", "## stroy", "`## stroy` is about nothing in the lab"),
        ("text.ja.md", "## story", "## stroy", "`## story` is missing"),
        ("text.ja.md", "{found} です。", "です。", "{found} not in every language"),
        ("text.en.md", "The ledger", "The \u{202E}ledger", "the line holds U+202E, which nobody sees"),
        ("text.en.md", "The ledger", "The \u{7}ledger", "the line holds U+7, which nobody sees"),
        ("text.ja.md", "今年の帳簿", String(repeating: "帳", count: 40), "the line is wider than 78 columns"),
        ("text.en.md", "There is a verb", "Do: key disable alias/ledger", "holds a command of the solution"),
        ("lab.yaml", "fails: [others-work]", "fails: [is-off, others-work]", "nobody can fail `others-work` alone"),
        ("lab.yaml", "fails: [is-off]", "fails: [is-of]", "fails `is-of`, which is no check"),
        ("lab.yaml", "ja: alice は", "ja: []", "promises no words in Japanese"),
        ("lab.yaml", "world: kumo", "world: kuma", "there is no world `kuma`"),
    ])
    func lintNamesWhatAReaderWouldMind(file: String, old: String, new: String, message: String) {
        let findings = LabLint.findings(Self.lab(file, replacing: old, with: new))
        #expect(findings.contains { $0.message.contains(message) }, "\(findings)")
    }

    @Test func lintMissesALanguage() {
        let template = LabTemplate.folder(id: "42-mine")
        let folder = LabFolder(id: "42-mine", files: template.files.filter { $0.key != "text.ja.md" })
        #expect(
            LabLint.findings(folder).map(\.message) == ["the texts in Japanese are missing"]
                || LabLint.findings(folder).contains { $0.message == "the texts in Japanese are missing" })
    }

    @Test func lintRefusesALargeFile() {
        var files = LabTemplate.folder(id: "42-mine").files
        files["files/large.bin"] = [UInt8](repeating: 0, count: LabFolder.largestFile + 1)
        let findings = LabLint.findings(LabFolder(id: "42-mine", files: files))
        #expect(findings.map(\.file) == ["files/large.bin"])
    }

    @Test(arguments: [
        ("./a.txt", "", "a.txt"), ("@./p.json", "@", "p.json"), ("fileb://./x/y", "fileb://", "x/y"),
        ("--body=./a", "--body=", "a"),
    ])
    func aWordNamesAFileOfTheWorkspace(word: String, prefix: String, name: String) {
        let path = WorkspacePath(word)
        #expect(path?.prefix == prefix && path?.name == name && path?.isInside == true)
    }

    @Test(arguments: ["alias/a", "a.txt", "/etc/passwd", "x./y"])
    func anyOtherWordNamesNone(word: String) {
        #expect(WorkspacePath(word) == nil)
    }

    @Test(arguments: ["./../x", "./a/../../x", "./", "./a//b"])
    func noPathLeavesTheWorkspace(word: String) {
        #expect(WorkspacePath(word)?.isInside == false)
    }
}
