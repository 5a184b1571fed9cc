package import LabCore

/// Something that is looked up in the world: a request or a door, and a path into its answer.
package struct WorldQuestion: Sendable {
    /// Who is asked.
    package enum Source: Sendable {
        /// A door of the lab.
        case door(String)
        /// An operation of a service with JSON.
        case call(service: String, operation: String)
        /// An operation of the object store.
        case store(String)
    }

    /// Who is asked.
    package let source: Source
    /// What goes in.
    package let input: JSONObject
    /// Who asks.
    package let caller: String
    /// Where the answer stands.
    package let path: String

    static let names = ["door", "call", "s3", "input", "as", "path"]
    /// The doors that only read.
    private static let doors = ["locks", "disk", "trail", "can", "why", "plaintext", "world", "clock"]

    init(_ map: Parameters) throws(LabFileError) {
        guard ["door", "call", "s3"].filter(map.has).count == 1 else {
            throw map.error("\(map.what) has one of `door`, `call` and `s3`")
        }
        if let door = try map.text("door") {
            guard Self.doors.contains(door) else {
                throw map.error("no door `\(door)` can be asked", mend: "ask \(Self.doors.joined(separator: ", "))")
            }
            source = .door(door)
        } else if let operation = try map.text("s3") {
            source = .store(operation)
        } else {
            let (service, operation) = try map.operation()
            source = .call(service: service, operation: operation)
        }
        input = map.json("input")
        caller = try map.text("as") ?? "root"
        path = try map.text("path") ?? ""
    }
}

extension Parameters {
    /// `call: [service, Operation]`.
    func operation() throws(LabFileError) -> (service: String, operation: String) {
        let words = try texts("call")
        guard words.count == 2 else { throw error("`call` has a service and an operation: [kms, DescribeKey]") }
        return (words[0], words[1])
    }
}

/// What a value has to be.
package struct Expectation: Sendable {
    /// How it is compared.
    package enum Rule: Sendable {
        case `is`(String)
        case not(String)
        case min(Int)
        case max(Int)
        case has(String)
    }

    /// Every rule that has to hold.
    package let rules: [Rule]

    static let names = ["is", "not", "min", "max", "has"]

    init(_ map: Parameters) throws(LabFileError) {
        var rules: [Rule] = []
        if let text = try map.text("is") { rules.append(.is(text)) }
        if let text = try map.text("not") { rules.append(.not(text)) }
        if let number = try map.number("min") { rules.append(.min(number)) }
        if let number = try map.number("max") { rules.append(.max(number)) }
        if let text = try map.text("has") { rules.append(.has(text)) }
        self.rules = rules
    }
}
