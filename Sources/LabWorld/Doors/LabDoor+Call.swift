public import LabCore
public import LabService

extension LabDoor {
    /// An operation as somebody, without signing as them: for the command line's `--as`.
    ///
    /// The request passes the whole pipeline as theirs. Whoever may go through the doors of a lab has it in hand anyway.
    static let call = LabDoor(
        name: "call", summary: "an operation as somebody; {\"service\": \"kms\", \"operation\": …, \"as\": \"bob\"}",
        changesLab: true
    ) { lab, input throws(ServiceError) in
        let input = try DoorInput(input, allowing: "service", "operation", "input", "as", "region")
        guard let service = try input.string("service"), let operation = try input.string("operation") else {
            throw DoorInput.error("`service` and `operation` have to be given")
        }
        let caller = try lab.world.caller(named: try input.string("as") ?? "root")
        return try await lab.perform(
            service, operation, try input.object("input") ?? [:], as: caller, in: try input.region() ?? .standard)
    }
}

extension Lab {
    /// Performs an operation by name, in AWS's own JSON.
    ///
    /// - Throws: `UnknownOperationException` for a name that no table has; otherwise the operation's error.
    public func perform(
        _ service: String, _ operation: String, _ input: JSONObject, as caller: Caller, in region: Region = .standard,
        from origin: RequestOrigin = RequestOrigin()
    ) async throws(ServiceError) -> JSONObject {
        guard let entry = Operations.table(of: service)?[operation] else {
            throw ServiceError(
                ServiceError.Code("UnknownOperationException"), "the lab has no operation `\(service):\(operation)`",
                hint: "`kmslab about` lists what there is")
        }
        return try await entry.run(self, input, .json, try call(as: caller, in: region, from: origin))
    }
}
