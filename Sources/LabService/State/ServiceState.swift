/// One service's part of the world: a struct of tables.
public protocol ServiceState: Sendable {
    /// Every table of the state, so that saving and loading cannot forget one.
    static var tables: [TablePath<Self>] { get }
}

/// Where a state keeps one of its tables, with the row type erased.
public struct TablePath<State: ServiceState>: Sendable {
    /// The table's name in the store.
    public let name: String
    private let drain: @Sendable (inout State) -> [RowChange]
    private let read: @Sendable (inout State, any RowDecoder) throws -> Void

    /// The table at `path`.
    public init<R: Row>(_ path: any WritableKeyPath<State, Table<R>> & Sendable) {
        name = R.table
        drain = { state in state[keyPath: path].drainChanges() }
        read = { state, decoder in state[keyPath: path].load(try decoder.decode(R.self)) }
    }

    fileprivate func drainChanges(of state: inout State) -> [RowChange] { drain(&state) }

    fileprivate func load(_ row: any RowDecoder, into state: inout State) throws { try read(&state, row) }
}

/// Decodes one stored row; the store provides it.
public protocol RowDecoder {
    /// The row's table.
    var table: String { get }
    /// The row as a value.
    func decode<R: Row>(_ type: R.Type) throws -> R
}

extension ServiceState {
    /// The rows of all tables touched since the last call.
    public mutating func drainChanges() -> [RowChange] {
        var changes: [RowChange] = []
        for table in Self.tables { changes += table.drainChanges(of: &self) }
        return changes
    }

    /// Loads a stored row into the table it belongs to; `false` when no table here has its name.
    public mutating func load(_ row: any RowDecoder) throws -> Bool {
        guard let table = Self.tables.first(where: { $0.name == row.table }) else { return false }
        try table.load(row, into: &self)
        return true
    }
}
