import LabCore
import LabKMS
import LabPolicy
import LabService

extension LabDoor {
    /// What would come of something, found out on a fork: the lab itself stays as it is.
    ///
    /// Every step goes through a door of the fork. After the first that fails there are no more outcomes.
    static let experiment = LabDoor(
        name: "experiment",
        summary: "doors of a fork, one after the other; {\"steps\": [{\"door\": \"call\", \"input\": {…}}]}",
        changesLab: false
    ) { lab, input throws(ServiceError) in
        let input = try DoorInput(input, allowing: "steps")
        let steps = try input.steps()
        let fork = lab.fork()
        var outcomes: [JSONValue] = []
        for step in steps {
            do throws(ServiceError) {
                outcomes.append(["output": .object(try await step.make(on: fork))])
            } catch {
                outcomes.append(["error": .object(Self.json(error))])
                break
            }
        }
        return ["outcomes": .array(outcomes)]
    }

    private static func json(_ error: ServiceError) -> JSONObject {
        var json: JSONObject = ["code": .string(error.code.wireName)]
        json["message"] = error.message.map { .string($0) }
        json["hint"] = error.hint.map { .string($0) }
        return json
    }
}

/// A step of an experiment.
private enum DoorStep {
    case door(LabDoor, JSONObject)
    /// Switches a key off, made by whoever may.
    case off(String)

    init(_ value: JSONValue) throws(ServiceError) {
        let step = try DoorInput(value.object ?? [:], allowing: "door", "input", "off")
        if let key = try step.string("off") {
            self = .off(key)
            return
        }
        let name = try step.string("door") ?? ""
        guard let door = LabDoor.named(name), name != "experiment" else {
            throw DoorInput.error("`\(name)` is no door of a fork")
        }
        self = .door(door, try step.object("input") ?? [:])
    }

    func make(on fork: Lab) async throws(ServiceError) -> JSONObject {
        switch self {
        case .door(let door, let input): return try await door.open(fork, input)
        case .off(let key):
            let author = try await fork.perform(
                .kms, "DisableKey", ["KeyId": .string(try fork.keyID(of: key))], byAnybodyIn: .standard,
                region: .standard
            ).author
            return ["by": .string(author)]
        }
    }
}

extension DoorInput {
    /// The steps of an experiment.
    fileprivate func steps() throws(ServiceError) -> [DoorStep] {
        let values = try array("steps")
        guard values.count <= LabLimits.experimentSteps else {
            throw Self.error("an experiment has \(LabLimits.experimentSteps) steps at most")
        }
        return try values.map { (value) throws(ServiceError) in try DoorStep(value) }
    }
}

extension Lab {
    /// The id of the key that an alias, an id or an ARN names: what operations take that take no alias.
    fileprivate func keyID(of text: String) throws(ServiceError) -> String {
        let input: JSONObject = ["as": "root", "action": "kms:DescribeKey", "resource": .string(text)]
        let question = try AccessQuestion(DoorInput(input, allowing: AccessQuestion.members), in: world)
        return try answer(question).request.resource
    }
}
