import LabCore

/// `file`: a file of the workspace is there, is not, or says something.
struct FileCheck: Check {
    static let name = "file"
    static let parameters = ["file", "is", "equals", "holds", "lacks"]
    static let codes = ["absent", "present", "differs"]

    /// What the file has to be.
    enum Rule: Sendable {
        case absent
        case present
        case equals(ExpectedText)
        case holds(ExpectedText)
        case lacks(ExpectedText)
    }

    let file: String
    let rule: Rule

    init(_ map: Parameters) throws(LabFileError) {
        file = try map.requiredWorkspaceFile("file")
        guard ["is", "equals", "holds", "lacks"].filter(map.has).count == 1 else {
            throw map.error("`file` has one of `is`, `equals`, `holds` and `lacks`")
        }
        if let text = try map.text("equals") {
            rule = .equals(ExpectedText(text))
        } else if let text = try map.text("holds") {
            rule = .holds(ExpectedText(text))
        } else if let text = try map.text("lacks") {
            rule = .lacks(ExpectedText(text))
        } else {
            rule = try Self.presence(map)
        }
    }

    private static func presence(_ map: Parameters) throws(LabFileError) -> Rule {
        switch try map.text("is") {
        case "absent": .absent
        case "present": .present
        default: throw map.error("`is` can be `absent` or `present`")
        }
    }
}

extension FileCheck {
    func evaluate(in experiment: Experiment, id: String) async throws(ServiceError) -> Finding {
        let bytes = experiment.workspace.read(file)
        if case .absent = rule { return bytes == nil ? .pass() : .fail("present") }
        guard let bytes else { return .fail("absent") }
        let evidence = ["found": String(decoding: bytes.prefix(60), as: UTF8.self)]
        return try isMet(bytes, experiment) ? .pass(evidence) : .fail("differs", evidence)
    }

    private func isMet(_ bytes: [UInt8], _ experiment: Experiment) throws(ServiceError) -> Bool {
        switch rule {
        case .absent: false
        case .present: true
        case .equals(let text): bytes == (try experiment.bytes(text))
        case .holds(let text): bytes.holds(try experiment.bytes(text))
        case .lacks(let text): !bytes.holds(try experiment.bytes(text))
        }
    }
}
