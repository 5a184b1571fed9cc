/// One service's part of the world: a struct of tables.
public protocol ServiceState: Sendable {
    /// Every table of the state, so that saving and loading cannot forget one.
    static var tables: [TablePath<Self>] { get }
}

/// Where a state keeps one of its tables, with the row type erased.
public struct TablePath<State: ServiceState>: Sendable {
    /// The table's name in the store.
    public let name: String
    /// The type of its rows.
    public let rowType: any Row.Type
    private let drain: @Sendable (inout State) -> [RowChange]
    private let read: @Sendable (inout State, any RowDecoder) throws -> Void
    private let change: @Sendable (inout State, RowChange) -> Void
    private let clear: @Sendable (inout State) -> Void
    private let list: @Sendable (State) -> [any Row]

    /// The table at `path`.
    public init<R: Row>(_ path: any WritableKeyPath<State, Table<R>> & Sendable) {
        name = R.table
        rowType = R.self
        drain = { state in state[keyPath: path].drainChanges() }
        read = { state, decoder in state[keyPath: path].load(try decoder.decode(R.self)) }
        change = { state, change in state[keyPath: path].apply(change) }
        clear = { state in state[keyPath: path].removeAll() }
        list = { state in state[keyPath: path].all }
    }

    fileprivate func drainChanges(of state: inout State) -> [RowChange] { drain(&state) }

    fileprivate func load(_ row: any RowDecoder, into state: inout State) throws { try read(&state, row) }

    fileprivate func apply(_ change: RowChange, to state: inout State) { self.change(&state, change) }

    fileprivate func removeAll(from state: inout State) { clear(&state) }

    fileprivate func rows(of state: State) -> [any Row] { list(state) }
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

    /// Does what `change` says to the table it names; `false` when no table here has that name.
    public mutating func apply(_ change: RowChange) -> Bool {
        guard let table = Self.tables.first(where: { $0.name == change.table }) else { return false }
        table.apply(change, to: &self)
        return true
    }

    /// Removes every row of every table.
    public mutating func removeAll() {
        for table in Self.tables { table.removeAll(from: &self) }
    }

    /// Every row of every table.
    public var allRows: [any Row] { Self.tables.flatMap { $0.rows(of: self) } }
}
