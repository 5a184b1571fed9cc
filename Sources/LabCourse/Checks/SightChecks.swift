/// `reads`: somebody gets at an object's text.
struct ReadsCheck: Check {
    static let name = "reads"
    static let parameters = SightQuestion.names
    static let codes = ["refused", "noise"]

    let question: SightQuestion

    init(_ map: Parameters) throws(LabFileError) {
        question = try SightQuestion(map)
    }
}

/// `blind`: nobody named gets at an object's text, whatever they do with what they have.
struct BlindCheck: Check {
    static let name = "blind"
    static let parameters = SightQuestion.names
    static let codes = ["sees"]

    let question: SightQuestion

    init(_ map: Parameters) throws(LabFileError) {
        question = try SightQuestion(map)
    }
}

/// Who looks at what.
struct SightQuestion: Sendable {
    static let names = ["who", "object", "version", "holds"]

    /// People, `disk`, or `later`.
    let viewers: [String]
    /// BUCKET/KEY.
    let object: String
    let version: String?
    let text: ExpectedText

    init(_ map: Parameters) throws(LabFileError) {
        viewers = try map.requiredTexts("who")
        object = try map.required("object")
        version = try map.text("version")
        text = ExpectedText(try map.required("holds"))
    }
}

/// A text that is expected: a file of the workspace, a file of the lab's folder, or the text itself.
enum ExpectedText: Sendable, Equatable {
    case workspace(String)
    case folder(String)
    case text(String)

    init(_ word: String) {
        if let path = WorkspacePath(word), path.prefix.isEmpty {
            self = .workspace(path.name)
        } else if word.hasPrefix("files/") {
            self = .folder(word)
        } else {
            self = .text(word)
        }
    }
}
