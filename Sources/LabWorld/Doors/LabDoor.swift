public import LabCore

/// A door of the lab itself: what a person or a test suite asks of the lab, beside what AWS's services are asked.
///
/// The command line uses the same doors in process and, over HTTP under `/_kmslab/`, on a server that holds the home.
/// What goes in and out is JSON.
public struct LabDoor: Sendable {
    /// The door's name, the last part of its path.
    public let name: String
    /// What it does, in a line.
    public let summary: String
    /// Whether it changes the lab.
    public let changesLab: Bool
    let open: @Sendable (Lab, JSONObject) async throws(ServiceError) -> JSONObject

    /// Every door, in the order in which help shows them.
    public static let all: [LabDoor] = [
        .health, .clock, .reset, .trail, .disk, .why, .try, .can, .call, .world, .worldDiff, .worldLoad, .worldReset,
        .forks, .fork, .history, .undo, .locks, .plaintext, .store, .experiment, .configRules, .configTimeline,
        .inbox, .advisor,
    ]

    /// The door of this name.
    public static func named(_ name: String) -> LabDoor? { all.first { $0.name == name } }
}

extension Lab {
    /// Goes through a door.
    ///
    /// - Throws: `UnknownDoor` for a name that no door has, otherwise what the door says.
    public func door(_ name: String, _ input: JSONObject = [:]) async throws(ServiceError) -> JSONObject {
        guard let door = LabDoor.named(name) else {
            let names = LabDoor.all.map { "`\($0.name)`" }.joined(separator: ", ")
            throw ServiceError(ServiceError.Code("UnknownDoor", 404), "there is no door `\(name)`; there are \(names)")
        }
        return try await door.open(self, input)
    }
}

/// Reads what was handed in at a door, strictly: a member that no door knows is a mistake worth hearing of.
struct DoorInput {
    private let object: JSONObject

    init(_ object: JSONObject, allowing names: String...) throws(ServiceError) {
        try self.init(object, allowing: names)
    }

    init(_ object: JSONObject, allowing names: [String]) throws(ServiceError) {
        if let unknown = object.names.first(where: { !names.contains($0) }) {
            throw Self.error("`\(unknown)` is not known here; known are \(names.joined(separator: ", "))")
        }
        self.object = object
    }

    func string(_ name: String) throws(ServiceError) -> String? {
        guard let value = object[name] else { return nil }
        guard let text = value.string else { throw Self.error("`\(name)` has to be a string") }
        return text
    }

    func integer(_ name: String) throws(ServiceError) -> Int? {
        guard let value = object[name] else { return nil }
        guard let number = value.integer else { throw Self.error("`\(name)` has to be a whole number") }
        return number
    }

    func bool(_ name: String) throws(ServiceError) -> Bool? {
        guard let value = object[name] else { return nil }
        guard let flag = value.bool else { throw Self.error("`\(name)` has to be true or false") }
        return flag
    }

    func object(_ name: String) throws(ServiceError) -> JSONObject? {
        guard let value = object[name] else { return nil }
        guard let object = value.object else { throw Self.error("`\(name)` has to be an object") }
        return object
    }

    func array(_ name: String) throws(ServiceError) -> [JSONValue] {
        guard let value = object[name] else { return [] }
        guard let elements = value.array else { throw Self.error("`\(name)` has to be a list") }
        return elements
    }

    func strings(_ name: String) throws(ServiceError) -> [String]? {
        guard let value = object[name] else { return nil }
        let texts = value.array?.compactMap(\.string)
        guard let texts, texts.count == value.array?.count else {
            throw Self.error("`\(name)` has to be a list of strings")
        }
        return texts
    }

    static func error(_ message: String) -> ServiceError {
        ServiceError(ServiceError.Code("InvalidDoorInput"), message)
    }
}
