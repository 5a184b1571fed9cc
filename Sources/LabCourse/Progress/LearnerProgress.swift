import Foundation
package import LabCore

/// What a learner has done, as an append-only file of facts: a line of JSON each.
///
/// Nothing in it depends on the inside of a lab or of the engine, so that a new version of either loses nothing.
package struct LearnerProgress: Sendable {
    private let path: String

    /// The file at a path, which need not exist yet.
    package init(path: String) {
        self.path = path
    }

    /// Where the facts of a person lie: `$XDG_STATE_HOME/kmslab`, or `~/.local/state/kmslab`.
    package static func folder(environment: [String: String]) -> String {
        if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") { return "\(state)/kmslab" }
        return "\(environment["HOME"] ?? ".")/.local/state/kmslab"
    }

    /// What can be noted.
    package enum Kind: String, Sendable {
        case started, predicted, answered, passed, hint, revealed, solved, seen, undone, reset
    }

    /// A fact.
    package struct Fact: Sendable {
        /// What happened.
        package let kind: Kind
        /// In which lab.
        package let lab: String
        /// With which seed.
        package let seed: UInt64
        /// To what: a check, a question.
        package var subject: String?

        /// A fact.
        package init(_ kind: Kind, _ session: LabSession, _ subject: String? = nil) {
            self.kind = kind
            lab = session.lab
            seed = session.seed
            self.subject = subject
        }
    }

    /// Adds a fact to the end of the file.
    ///
    /// - Throws: when the file cannot be written.
    package func append(_ fact: Fact, at time: Timestamp) throws(WorkspaceError) {
        var line: JSONObject = [
            "time": .string(time.iso8601), "fact": .string(fact.kind.rawValue), "lab": .string(fact.lab),
            "seed": .string(String(fact.seed)),
        ]
        line["id"] = fact.subject.map { .string($0) }
        do {
            let url = URL(fileURLWithPath: path)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            if !FileManager.default.fileExists(atPath: path) { try Data().write(to: url) }
            let handle = try FileHandle(forWritingTo: url)
            defer { try? handle.close() }
            try handle.seekToEnd()
            try handle.write(contentsOf: Data((JSONValue.object(line).compactText + "\n").utf8))
        } catch {
            throw WorkspaceError(name: path, reason: (error as NSError).localizedDescription)
        }
    }

    /// How far every lab is: the furthest that its facts say. Lines that say nothing are passed over.
    package func standings() -> [String: Standing] {
        var standings: [String: Standing] = [:]
        let text = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
        for line in text.split(separator: "\n") {
            guard let fact = try? JSONParser.parse(Array(line.utf8)), let lab = fact["lab"]?.string,
                let kind = fact["fact"]?.string.flatMap(Kind.init), let standing = Standing(kind)
            else { continue }
            standings[lab] = max(standings[lab] ?? .open, standing)
        }
        return standings
    }
}

/// How far somebody is with a lab.
package enum Standing: Int, Comparable, Sendable {
    case open, started, seen, solved

    init?(_ kind: LearnerProgress.Kind) {
        switch kind {
        case .started: self = .started
        case .seen: self = .seen
        case .solved: self = .solved
        default: return nil
        }
    }

    /// Orders by how far it is.
    package static func < (left: Standing, right: Standing) -> Bool { left.rawValue < right.rawValue }
}
