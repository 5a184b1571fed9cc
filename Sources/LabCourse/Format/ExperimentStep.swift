package import LabCore
import LabWorld

/// A step of an experiment on a fork.
package enum ExperimentStep: Sendable {
    /// An operation of a service with JSON.
    case call(service: String, operation: String, input: JSONObject, caller: String)
    /// An operation of the object store.
    case store(operation: String, input: JSONObject, caller: String)
    /// Time passes.
    case advance(String)
    /// A key is disabled.
    case off(key: String)
}

extension ExperimentStep {
    private static let names = ["call", "s3", "advance", "off", "input", "as"]

    /// Reads `steps`.
    static func list(in parameters: Parameters) throws(LabFileError) -> [ExperimentStep] {
        var steps: [ExperimentStep] = []
        for node in try parameters.list("steps") {
            steps.append(try ExperimentStep(try parameters.part(node, "a step", allowing: names)))
        }
        guard !steps.isEmpty else { throw parameters.error("\(parameters.what) needs `steps`") }
        return steps
    }

    private init(_ map: Parameters) throws(LabFileError) {
        let caller = try map.text("as") ?? "root"
        if let duration = try map.text("advance") {
            guard LabDuration(duration) != nil else { throw map.error("`\(duration)` is no time; write 366d or 7y1d") }
            self = .advance(duration)
        } else if let key = try map.text("off") {
            self = .off(key: key)
        } else if let operation = try map.text("s3") {
            self = .store(operation: operation, input: map.json("input"), caller: caller)
        } else {
            let (service, operation) = try map.operation()
            self = .call(service: service, operation: operation, input: map.json("input"), caller: caller)
        }
    }

    /// The operation's name, for messages.
    var title: String {
        switch self {
        case .call(_, let operation, _, _), .store(let operation, _, _): operation
        case .advance(let text): "clock +\(text)"
        case .off: "DisableKey"
        }
    }

    /// Who makes it.
    var caller: String {
        switch self {
        case .call(_, _, _, let caller), .store(_, _, let caller): caller
        case .advance, .off: "root"
        }
    }
}
