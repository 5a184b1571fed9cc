public import LabCore
public import LabService

/// One line of a service's table of operations: everything that follows from an operation's type, with the type erased.
public struct OperationEntry: Sendable {
    /// AWS's name.
    public let name: String
    /// The service.
    public let service: Service
    /// What the trail says of it.
    public let facts: OperationFacts
    /// The members that its input declares, for the coverage test and for help.
    public let members: @Sendable () -> [MemberDescription]
    /// Decodes, performs and encodes.
    public let run: @Sendable (Lab, JSONObject, MemberDialect, Call) async throws(ServiceError) -> JSONObject

    /// The line of an operation that reads.
    public init<Q: Query & MemberOperation>(_ query: Q.Type) where Q.State: WorldSlice {
        self.init(operation: query) { lab, input, call throws(ServiceError) in
            try await lab.perform(query, input, in: call).json
        }
    }

    /// The line of an operation that reads with the help of other services, or takes its time.
    public init<Q: AsyncQuery & MemberOperation>(_ query: Q.Type) where Q.State: WorldSlice {
        self.init(operation: query) { lab, input, call throws(ServiceError) in
            try await lab.perform(query, input, in: call).json
        }
    }

    /// The line of an operation that changes something.
    public init<M: Mutation & MemberOperation>(_ mutation: M.Type) where M.State: WorldSlice {
        self.init(operation: mutation) { lab, input, call throws(ServiceError) in
            try await lab.perform(mutation, input, in: call).json
        }
    }

    private init<O: MemberOperation>(
        operation: O.Type,
        perform: @escaping @Sendable (Lab, O.Input, Call) async throws(ServiceError) -> JSONObject
    ) {
        name = O.name
        service = O.service
        facts = OperationFacts(operation)
        members = { MemberReader.describe(O.Input.init) }
        run = { lab, object, dialect, call throws(ServiceError) in
            let call = call.inRegion(of: O.service)
            do throws(ServiceError) {
                let input = try await Self.input(of: operation, object, dialect, lab, call)
                return try await perform(lab, input, call)
            } catch {
                throw LabError.named(by: O.service, error)
            }
        }
    }

    /// The input; one that does not decode is a refused request like any other.
    private static func input<O: MemberOperation>(
        of operation: O.Type, _ object: JSONObject, _ dialect: MemberDialect, _ lab: Lab, _ call: Call
    ) async throws(ServiceError) -> O.Input {
        do throws(ServiceError) {
            return try MemberReader.read(object, dialect: dialect, O.Input.init)
        } catch {
            try await lab.recordRefusal(of: OperationFacts(operation), error, in: call)
            throw error
        }
    }
}

/// The operations of one service, by name.
public struct OperationTable: Sendable {
    /// The service.
    public let service: Service
    private let entries: [String: OperationEntry]

    /// A table; a name that stands twice is a mistake of ours.
    public init(_ service: Service, _ entries: [OperationEntry]) {
        self.service = service
        self.entries = Dictionary(entries.map { ($0.name, $0) }) { first, _ in
            preconditionFailure("the operation `\(first.name)` stands twice in the table")
        }
    }

    /// The operation of this name.
    public subscript(name: String) -> OperationEntry? { entries[name] }

    /// The names, in alphabetical order.
    public var names: [String] { entries.keys.sorted() }
}
