public import LabCore
public import LabService

/// One change of the world, with the rows that it changed as they were before: what an undo takes back.
public struct HistoryStep: Row {
    /// The table's name in the store.
    public static let table = "lab.history"

    /// The number of a step; the latest has the greatest.
    public struct ID: RowID, Codable {
        /// The number, from 1.
        public let number: Int

        /// The number.
        public var rowKey: String { String(number) }
        /// Orders by number.
        public static func < (left: ID, right: ID) -> Bool { left.number < right.number }
    }

    /// What happened, in a word or two: `CreateKey`, `clock`, `world load`.
    public struct Summary: Hashable, Sendable, Codable {
        /// What.
        public let title: String
        /// When, by the lab's clock; `nil` for what leaves no event.
        public let time: Timestamp?
        /// Who, as an ARN; `nil` for the lab itself.
        public let caller: String?
        /// The event that tells of it.
        public let eventID: String?
    }

    /// Its number.
    public let id: ID
    /// What happened.
    public let summary: Summary
    /// The rows that changed, as they were before.
    private(set) var rows: [KeptRow]

    init(number: Int, summary: Summary, rows: [KeptRow]) {
        id = ID(number: number)
        self.summary = summary
        self.rows = rows
    }

    /// Adds what changed in the step's wake. Of a row that changed before, the older state counts.
    mutating func extend(with more: [KeptRow]) {
        let known = Set(rows.map { "\($0.table) \($0.key)" })
        rows += more.filter { !known.contains("\($0.table) \($0.key)") }
    }
}

/// A named copy of the world's rows, to come back to.
public struct NamedFork: Row {
    /// The table's name in the store.
    public static let table = "lab.forks"

    /// The name of a fork.
    public struct ID: RowID, Codable {
        /// The name.
        public let name: String

        /// The name.
        public var rowKey: String { name }
        /// Orders by name.
        public static func < (left: ID, right: ID) -> Bool { left.name < right.name }
    }

    /// Its name.
    public let id: ID
    /// When it was saved, by the lab's clock.
    public let savedAt: Timestamp
    /// The rows of every service and the lab's settings.
    let rows: [KeptRow]

    init(name: String, savedAt: Timestamp, rows: [KeptRow]) {
        id = ID(name: name)
        self.savedAt = savedAt
        self.rows = rows
    }
}
