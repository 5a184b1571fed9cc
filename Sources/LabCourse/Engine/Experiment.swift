import LabCore

/// Where a check tries things: forks of the learner's lab, each with the same steps done first.
package struct Experiment: Sendable {
    /// The learner's lab.
    let lab: any CourseLab
    /// The learner's files.
    let workspace: Workspace
    /// The lab's own files.
    let folder: LabFolder
    /// The lab.
    let definition: LabDefinition
    /// What the engine remembers.
    let session: LabSession
    /// What happens on every fork first.
    private var before: [JSONValue] = []

    /// Experiments on a lab.
    package init(
        lab: any CourseLab, workspace: Workspace, folder: LabFolder, definition: LabDefinition, session: LabSession
    ) {
        self.lab = lab
        self.workspace = workspace
        self.folder = folder
        self.definition = definition
        self.session = session
    }

    /// Makes requests on a fork, one after the other, and says how each ended; none after the first that failed.
    func outcomes(_ steps: [JSONValue]) async throws(ServiceError) -> [Outcome] {
        let answer = try await lab.door("experiment", ["steps": .array(before + steps)])
        let outcomes = (answer["outcomes"]?.array ?? []).map(Outcome.init)
        if let failed = outcomes.prefix(before.count).first(where: { $0.error != nil }) { return [failed] }
        return Array(outcomes.dropFirst(before.count))
    }

    /// Makes one request on a fork.
    func outcome(_ step: JSONValue) async throws(ServiceError) -> Outcome {
        try await outcomes([step]).last ?? Outcome(.null)
    }

    /// The same experiments, with more done first.
    func after(_ steps: [JSONValue]) -> Experiment {
        var experiment = self
        experiment.before += steps
        return experiment
    }

    /// How a step ended.
    struct Outcome: Sendable {
        let output: JSONObject
        let error: ServiceError?

        init(_ json: JSONValue) {
            output = json["output"]?.object ?? [:]
            error = json["error"].map { error in
                ServiceError(
                    ServiceError.Code(error["code"]?.string ?? "InternalFailure"), error["message"]?.string)
            }
        }

        init(error: ServiceError) {
            output = [:]
            self.error = error
        }
    }
}

extension Experiment {
    /// The step that goes through a door.
    static func door(_ name: String, _ input: JSONObject) -> JSONValue {
        ["door": .string(name), "input": .object(input)]
    }

    /// The step that asks the key service.
    static func kms(_ operation: String, _ input: JSONObject, as caller: String = "root") -> JSONValue {
        door(
            "call", ["service": "kms", "operation": .string(operation), "input": .object(input), "as": .string(caller)])
    }

    /// The step that asks the object store about BUCKET/KEY.
    static func store(_ operation: String, _ object: String, as caller: String, version: String? = nil) -> JSONValue {
        let parts = object.split(separator: "/", maxSplits: 1).map(String.init)
        var input: JSONObject = [
            "operation": .string(operation), "bucket": .string(parts.first ?? ""), "as": .string(caller),
        ]
        if parts.count > 1 { input["key"] = .string(parts[1]) }
        input["version"] = version.map { .string($0) }
        return door("store", input)
    }

    /// The steps of a check, with files filled in.
    ///
    /// - Throws: `NoSuchFile` for a file that is not in the workspace.
    func json(_ steps: [ExperimentStep]) throws(ServiceError) -> [JSONValue] {
        try steps.map { (step) throws(ServiceError) in try json(step) }
    }

    private func json(_ step: ExperimentStep) throws(ServiceError) -> JSONValue {
        switch step {
        case .call(let service, let operation, let input, let caller):
            return Self.door(
                "call",
                [
                    "service": .string(service), "operation": .string(operation), "as": .string(caller),
                    "input": try fill(.object(input)),
                ])
        case .store(let operation, let input, let caller):
            var all: JSONObject = ["operation": .string(operation), "as": .string(caller)]
            for member in input.members { all[member.name] = .string(member.value.plainText) }
            return Self.door("store", try fill(.object(all)).object ?? [:])
        case .advance(let duration): return Self.door("clock", ["advance": .string(duration)])
        case .off(let key): return ["off": .string(key)]
        }
    }

    /// Puts a file's bytes, in base64, where `{b64:FILE}` stands.
    func fill(_ value: JSONValue) throws(ServiceError) -> JSONValue {
        switch value {
        case .string(let text):
            guard let match = text.wholeMatch(of: /\{b64:(?:\.\/)?(.+)\}/) else { return value }
            return .string(Base64.encode(try file(String(match.1))))
        case .array(let elements):
            return .array(try elements.map { (element) throws(ServiceError) in try fill(element) })
        case .object(let object):
            var filled = JSONObject()
            for member in object.members { filled[member.name] = try fill(member.value) }
            return .object(filled)
        default: return value
        }
    }

    /// The bytes of a file of the workspace.
    func file(_ name: String) throws(ServiceError) -> [UInt8] {
        guard WorkspacePath.isInside(name), let bytes = workspace.read(name) else {
            throw ServiceError(ServiceError.Code("NoSuchFile"), "there is no file `\(name)`")
        }
        return bytes
    }

    /// The bytes that a check expects.
    func bytes(_ text: ExpectedText) throws(ServiceError) -> [UInt8] {
        switch text {
        case .text(let text): return Array(text.utf8)
        case .workspace(let name): return try file(name)
        case .folder(let path):
            guard let bytes = folder.files[path] else {
                throw ServiceError(ServiceError.Code("NoSuchFile"), "the lab has no file `\(path)`")
            }
            return bytes
        }
    }

    /// The events since the lab began, oldest first. Experiments leave none.
    func events() async throws(ServiceError) -> [JSONValue] {
        let answer = try await lab.door("trail", ["last": .integer(Int64(Self.mostEvents))])
        let events = answer["events"]?.array ?? []
        guard let last = session.lastEventBefore,
            let index = events.lastIndex(where: { $0["eventID"]?.string == last })
        else { return events }
        return Array(events[(index + 1)...])
    }

    /// How many events a check looks back.
    private static let mostEvents = 10_000
}

extension JSONObject {
    /// Bytes that stand here in base64.
    func bytes(_ name: String) -> [UInt8]? { self[name]?.string.flatMap { Base64.decode($0) } }
}
