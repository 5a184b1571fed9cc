public import LabCore

/// What a table's rows are named by: comparable, and writable as bytes for the store.
public protocol RowID: Comparable, Hashable, Sendable {
    /// The id as text that no other id of the table has.
    var rowKey: String { get }
}

/// One row of the world's state.
///
/// A row is what the store keeps: it is written as JSON, so whatever a row holds of key material is wrapped already.
public protocol Row: Codable, Sendable {
    /// What rows of this kind are named by.
    associatedtype ID: RowID
    /// The table's name in the store; never changes once a home has been written.
    static var table: String { get }
    /// The row's name.
    var id: ID { get }
    /// When the lab has something to do with the row by itself (a rotation, a deletion, an expiry); `nil` when never.
    var dueDate: Timestamp? { get }
    /// What the row belongs to, so that all rows that belong together are found without looking at the others; `nil`
    /// when nobody asks that.
    var group: String? { get }
}

extension Row {
    /// Never.
    public var dueDate: Timestamp? { nil }
    /// Nothing.
    public var group: String? { nil }
}

/// An entry of a table's index of groups.
@usableFromInline
struct GroupedRow<ID: RowID>: Comparable, Sendable {
    @usableFromInline let group: String
    @usableFromInline let id: ID?

    @inlinable
    init(group: String, id: ID?) {
        self.group = group
        self.id = id
    }

    /// Orders by group; the entry without id comes before all others of its group.
    @inlinable
    static func < (left: GroupedRow, right: GroupedRow) -> Bool {
        if left.group != right.group { return left.group < right.group }
        guard let rightID = right.id else { return false }
        return left.id.map { $0 < rightID } ?? true
    }
}

/// An entry of a table's calendar.
@usableFromInline
struct DueRow<ID: RowID>: Comparable, Sendable {
    @usableFromInline let date: Timestamp
    @usableFromInline let id: ID?

    /// Orders by date; the entry without id comes before all others of its date.
    @inlinable
    static func < (left: DueRow, right: DueRow) -> Bool {
        if left.date != right.date { return left.date < right.date }
        guard let rightID = right.id else { return false }
        return left.id.map { $0 < rightID } ?? true
    }
}

/// One row as the store sees it: written (`value`) or removed (`nil`).
public struct RowChange: Sendable {
    /// The table's name.
    public let table: String
    /// The row's key.
    public let key: String
    /// The row, or `nil` when it was removed.
    public let value: (any Row)?
    /// The row before the change, or `nil` when there was none.
    public let previous: (any Row)?

    /// A change of a row.
    public init(table: String, key: String, value: (any Row)?, previous: (any Row)? = nil) {
        self.table = table
        self.key = key
        self.value = value
        self.previous = previous
    }
}

/// An ordered table of rows that remembers which of them were touched since the last commit, and when the next one is
/// due.
///
/// Why: an operation changes rows and cannot forget to save one, because saving is not its business. The pipeline drains
/// the touched rows into the commit's change set.
public struct Table<R: Row>: Sendable {
    @usableFromInline var rows = SortedMap<R.ID, R>()
    @usableFromInline var calendar = SortedMap<DueRow<R.ID>, Void>()
    @usableFromInline var groups = SortedMap<GroupedRow<R.ID>, Void>()
    private var touched: [(id: R.ID, previous: R?)] = []

    /// A table without rows.
    public init() {}

    /// How many rows there are.
    public var count: Int { rows.count }

    /// The row named `id`. Setting `nil` removes it.
    public subscript(id: R.ID) -> R? {
        @inlinable get { rows[id] }
        set {
            let old = rows[id]
            guard newValue != nil || old != nil else { return }
            rows[id] = newValue
            reschedule(id, from: old?.dueDate, to: newValue?.dueDate)
            regroup(id, from: old?.group, to: newValue?.group)
            touched.append((id, old))
        }
    }

    /// Puts a row in, replacing the one of the same name.
    public mutating func put(_ row: R) {
        self[row.id] = row
    }

    /// Visits rows with ids from `lower` on, ascending, until `body` answers `false`.
    @inlinable
    public func forEach<E: Error>(from lower: R.ID? = nil, _ body: (R) throws(E) -> Bool) throws(E) {
        try rows.forEach(from: lower) { (_, row) throws(E) in try body(row) }
    }

    /// The rows with ids from `lower` on, as long as `isIncluded` says so.
    @inlinable
    public func prefix(from lower: R.ID, while isIncluded: (R.ID) -> Bool) -> [R] {
        var found: [R] = []
        rows.forEach(from: lower) { id, row in
            guard isIncluded(id) else { return false }
            found.append(row)
            return true
        }
        return found
    }

    /// The rows that belong to `group`, ascending by id.
    @inlinable
    public func rows(in group: String) -> [R] {
        var found: [R] = []
        groups.forEach(from: GroupedRow(group: group, id: nil)) { entry, _ in
            guard entry.group == group else { return false }
            if let row = entry.id.flatMap({ rows[$0] }) { found.append(row) }
            return true
        }
        return found
    }

    /// All rows, ascending by id.
    @inlinable public var all: [R] {
        var found: [R] = []
        found.reserveCapacity(rows.count)
        rows.forEach { _, row in
            found.append(row)
            return true
        }
        return found
    }

    /// Whether rows were touched since the last ``drainChanges()``.
    public var hasChanges: Bool { !touched.isEmpty }

    /// The rows touched since the last call, each once, in the state they have now.
    public mutating func drainChanges() -> [RowChange] {
        guard !touched.isEmpty else { return [] }
        defer { touched = [] }
        if touched.count == 1 { return [change(touched[0])] }
        var seen: Set<R.ID> = []
        return touched.filter { seen.insert($0.id).inserted }.map(change)
    }

    private func change(_ touched: (id: R.ID, previous: R?)) -> RowChange {
        RowChange(table: R.table, key: touched.id.rowKey, value: rows[touched.id], previous: touched.previous)
    }

    /// Does what `change` says: puts its row in, or removes the row of its key.
    ///
    /// Complexity: a removal looks at every row, because only the table knows its ids.
    public mutating func apply(_ change: RowChange) {
        if let value = change.value {
            if let row = value as? R { put(row) }
        } else if let id = all.first(where: { $0.id.rowKey == change.key })?.id {
            self[id] = nil
        }
    }

    /// Removes every row.
    public mutating func removeAll() {
        for row in all { self[row.id] = nil }
    }

    /// The row with the greatest id.
    public var last: R? {
        var found: R?
        rows.forEachDescending { _, row in
            found = row
            return false
        }
        return found
    }

    /// Puts a row in that comes from the store, without marking it as touched.
    public mutating func load(_ row: R) {
        let old = rows[row.id]
        reschedule(row.id, from: old?.dueDate, to: row.dueDate)
        regroup(row.id, from: old?.group, to: row.group)
        rows[row.id] = row
    }

    /// The row that is due first, with its date.
    @inlinable public var nextDue: (date: Timestamp, row: R)? {
        guard let first = calendar.first()?.key, let id = first.id, let row = rows[id] else { return nil }
        return (first.date, row)
    }

    private mutating func reschedule(_ id: R.ID, from old: Timestamp?, to new: Timestamp?) {
        guard old != new else { return }
        if let old { calendar[DueRow(date: old, id: id)] = nil }
        if let new { calendar[DueRow(date: new, id: id)] = () }
    }

    private mutating func regroup(_ id: R.ID, from old: String?, to new: String?) {
        guard old != new else { return }
        if let old { groups[GroupedRow(group: old, id: id)] = nil }
        if let new { groups[GroupedRow(group: new, id: id)] = () }
    }
}
