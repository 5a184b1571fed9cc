import LabCore
import LabService

extension LabDoor {
    /// The named forks.
    static let forks = LabDoor(
        name: "forks", summary: "the named forks of the world", changesLab: false
    ) { lab, input throws(ServiceError) in
        _ = try DoorInput(input)
        return ["forks": .array(lab.world.history.forks.all.map(\.json))]
    }

    /// Saves, takes up or drops a named fork.
    static let fork = LabDoor(
        name: "fork", summary: "{\"save\": \"NAME\"}, {\"switch\": \"NAME\"} or {\"drop\": \"NAME\"}", changesLab: true
    ) { lab, input throws(ServiceError) in
        let input = try DoorInput(input, allowing: "save", "switch", "drop")
        switch (try input.string("save"), try input.string("switch"), try input.string("drop")) {
        case (let name?, nil, nil): return ["fork": try await lab.saveFork(name).json]
        case (nil, let name?, nil): return ["fork": try await lab.switchToFork(name).json]
        case (nil, nil, let name?): return ["fork": try await lab.dropFork(name).json]
        default: throw DoorInput.error("exactly one of `save`, `switch` and `drop` has to be given")
        }
    }

    /// The changes that can be taken back.
    static let history = LabDoor(
        name: "history", summary: "the changes that can be undone, latest first", changesLab: false
    ) { lab, input throws(ServiceError) in
        _ = try DoorInput(input)
        return ["changes": .array(lab.history.map { .object($0.json) })]
    }

    /// Takes the latest change back.
    static let undo = LabDoor(
        name: "undo", summary: "takes the latest change back", changesLab: true
    ) { lab, input throws(ServiceError) in
        _ = try DoorInput(input)
        let change = try await lab.undo()
        return ["undone": .object(change.json), "left": .integer(Int64(lab.history.count))]
    }
}

extension NamedFork {
    /// As doors show it.
    fileprivate var json: JSONValue {
        [
            "name": .string(id.name), "savedAt": .string(savedAt.iso8601), "rows": .integer(Int64(rows.count)),
        ]
    }
}
