/// A lab that the verbs of one task talk to instead of a home or a server: the tour's own, in memory.
enum ThrowAwayLab {
    /// The lab; `nil` outside ``play(in:_:)``.
    @TaskLocal static var current: (any LabConnection)?

    /// Runs `body`, whose verbs all meet `connection`.
    static func play<Value>(
        in connection: any LabConnection, _ body: () async throws -> Value
    ) async throws -> Value {
        try await $current.withValue(connection, operation: body)
    }
}
