import LabCore

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
    static let codes = ["missing", "sees"]

    let question: SightQuestion

    init(_ map: Parameters) throws(LabFileError) {
        question = try SightQuestion(map)
    }
}

/// Who looks at what.
struct SightQuestion: Sendable {
    static let names = ["who", "object", "version", "holds"]

    /// People, `disk`, `later`, or `s3`.
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

extension ReadsCheck {
    static let missing = ["NoSuchKey", "NoSuchBucket", "NoSuchVersion", "InvalidDoorInput", "NoSuchFile"]

    func evaluate(in experiment: Experiment, id: String) async throws(ServiceError) -> Finding {
        for viewer in question.viewers {
            let evidence = ["who": viewer, "object": question.object]
            switch try await question.look(viewer, in: experiment) {
            case .refused(let outcome): return .fail("refused", outcome, evidence)
            case .bytes(let seen):
                guard seen else { return .fail("noise", evidence) }
            }
        }
        return .pass(["who": question.viewers.joined(separator: ", ")])
    }
}

extension BlindCheck {
    func evaluate(in experiment: Experiment, id: String) async throws(ServiceError) -> Finding {
        for viewer in question.viewers {
            let evidence = ["who": viewer, "object": question.object]
            switch try await question.look(viewer, in: experiment) {
            case .refused(let outcome) where ReadsCheck.missing.contains(outcome.error?.code.wireName ?? ""):
                return .fail("missing", outcome, evidence)
            case .refused: continue
            case .bytes(let seen):
                guard !seen else { return .fail("sees", evidence) }
            }
        }
        return .pass(["who": question.viewers.joined(separator: ", ")])
    }
}

extension SightQuestion {
    /// What came of looking.
    enum Sight {
        case refused(Experiment.Outcome)
        /// Something came; whether the text was in it.
        case bytes(Bool)
    }

    /// Looks with what `viewer` really has.
    func look(_ viewer: String, in experiment: Experiment) async throws(ServiceError) -> Sight {
        let expected: [UInt8]
        do throws(ServiceError) {
            expected = try experiment.bytes(text)
        } catch {
            return .refused(Experiment.Outcome(error: error))
        }
        let place = viewer == "later" ? experiment.after([Experiment.door("clock", ["advance": "365d"])]) : experiment
        let who = ["later", "s3"].contains(viewer) ? "root" : viewer
        let step =
            viewer == "disk"
            ? Experiment.store("StoredBytes", object, as: "root", version: version)
            : Experiment.store("GetObject", object, as: who, version: version)
        let outcome = try await place.outcome(step)
        guard let bytes = outcome.output.bytes("body") else { return .refused(outcome) }
        if bytes.holds(expected) { return .bytes(true) }
        guard viewer != "disk", viewer != "s3",
            case .text(let opened) = try await place.open(bytes, context: nil, as: who)
        else {
            return .bytes(false)
        }
        return .bytes(opened.holds(expected))
    }
}
