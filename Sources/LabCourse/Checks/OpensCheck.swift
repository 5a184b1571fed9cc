import LabCore

/// `opens`: something sealed opens, to what it should.
struct OpensCheck: Check {
    static let name = "opens"
    static let parameters = SealedThing.names + ["equals"]
    static let codes = ["missing", "refused", "other"]

    let thing: SealedThing
    let text: ExpectedText

    init(_ map: Parameters) throws(LabFileError) {
        thing = try SealedThing(map)
        text = ExpectedText(try map.required("equals"))
    }
}

/// `depends_on_key`: something sealed opens, and no longer once a key is switched off.
struct DependsOnKeyCheck: Check {
    static let name = "depends_on_key"
    static let parameters = SealedThing.names + ["key"]
    static let codes = ["missing", "refused", "still-opens"]

    let thing: SealedThing
    let key: String

    init(_ map: Parameters) throws(LabFileError) {
        thing = try SealedThing(map)
        key = try map.required("key")
    }
}

/// Something that is sealed, and with what it is opened.
struct SealedThing: Sendable {
    static let names = ["file", "blob", "object", "wrapped", "context", "as"]

    /// Where it is.
    enum Place: Sendable {
        /// A file that `kmslab seal` or `kmslab encrypt` made.
        case file(String)
        /// A file that is a ciphertext of KMS.
        case blob(String)
        /// BUCKET/KEY.
        case object(String)
    }

    let place: Place
    /// The file with the wrapped data key, where it lies beside the sealed file and not in it.
    let wrapped: String?
    let context: EncryptionContext?
    let caller: String

    init(_ map: Parameters) throws(LabFileError) {
        guard ["file", "blob", "object"].filter(map.has).count == 1 else {
            throw map.error("\(map.what) has one of `file`, `blob` and `object`")
        }
        if let object = try map.text("object") {
            place = .object(object)
        } else if let blob = try map.workspaceFile("blob") {
            place = .blob(blob)
        } else {
            place = .file(try map.workspaceFile("file") ?? "")
        }
        wrapped = try map.workspaceFile("wrapped")
        context = try map.context()
        caller = try map.text("as") ?? "root"
    }

    /// The file's name, or the object's.
    var name: String {
        switch place {
        case .file(let name), .blob(let name), .object(let name): name
        }
    }
}

extension Parameters {
    /// A file of the workspace, with or without `./`.
    func workspaceFile(_ name: String) throws(LabFileError) -> String? {
        guard let text = try text(name) else { return nil }
        let path = WorkspacePath(text)?.name ?? text
        guard WorkspacePath.isInside(path) else {
            throw error("`\(text)` leaves the workspace", mend: "name a file below the workspace: ./name")
        }
        return path
    }

    /// A file of the workspace.
    func requiredWorkspaceFile(_ name: String) throws(LabFileError) -> String {
        guard let path = try workspaceFile(name) else { throw error("\(what) needs `\(name)`") }
        return path
    }
}

extension OpensCheck {
    func evaluate(in experiment: Experiment, id: String) async throws(ServiceError) -> Finding {
        switch try await experiment.open(thing) {
        case .missing: return .fail("missing", thing.evidence)
        case .refused(let outcome): return .fail("refused", outcome, thing.evidence)
        case .text(let bytes):
            let expected = try experiment.bytes(text)
            let found = thing.evidence.merging(["found": Self.front(of: bytes)]) { _, new in new }
            return bytes == expected ? .pass(found) : .fail("other", found)
        }
    }

    /// How much of a text messages show.
    private static let shownCharacters = 40

    private static func front(of bytes: [UInt8]) -> String {
        guard let text = String(validating: bytes.prefix(4 * shownCharacters), as: UTF8.self) else {
            return Hex.encode(bytes.prefix(shownCharacters / 2))
        }
        return String(text.prefix(shownCharacters)).split(separator: "\n").joined(separator: " ")
    }
}

extension DependsOnKeyCheck {
    func evaluate(in experiment: Experiment, id: String) async throws(ServiceError) -> Finding {
        switch try await experiment.open(thing) {
        case .missing: return .fail("missing", thing.evidence)
        case .refused(let outcome): return .fail("refused", outcome, thing.evidence)
        case .text: break
        }
        let dark = experiment.after([["off": .string(key)]])
        switch try await dark.open(thing) {
        case .missing: return .fail("missing", thing.evidence)
        case .text: return .fail("still-opens", thing.evidence)
        case .refused(let outcome):
            return .pass(thing.evidence.merging(["error": outcome.error?.code.wireName ?? ""]) { _, new in new })
        }
    }
}

extension SealedThing {
    var evidence: [String: String] { ["file": name, "object": name, "blob": name] }
}
