import LabService

/// A row of the world as the history and the named forks keep it: typed in memory, JSON at rest. Without a value it says
/// that there was none.
struct KeptRow: Sendable {
    let table: String
    let key: String
    let value: (any Row)?

    /// A row that is there.
    init(_ row: any Row) {
        table = type(of: row).table
        key = row.id.rowKey
        value = row
    }

    /// The row as it was before a change.
    init(before change: RowChange) {
        table = change.table
        key = change.key
        value = change.previous
    }

    /// The change that brings the row back.
    var change: RowChange { RowChange(table: table, key: key, value: value) }
}

extension KeptRow: Codable {
    private enum CodingKeys: String, CodingKey {
        case table
        case key
        case value
    }

    /// Reads a row of any table that the world has.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        table = try container.decode(String.self, forKey: .table)
        key = try container.decode(String.self, forKey: .key)
        guard container.contains(.value) else {
            value = nil
            return
        }
        guard let type = WorldState.rowType(of: table) else {
            throw DecodingError.dataCorruptedError(
                forKey: .table, in: container, debugDescription: "no service has the table `\(table)`")
        }
        value = try Self.decode(type, from: container)
    }

    private static func decode<R: Row>(
        _ type: R.Type, from container: KeyedDecodingContainer<CodingKeys>
    ) throws -> any Row {
        try container.decode(type, forKey: .value)
    }

    /// Writes table, key and, if there is one, the row.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(table, forKey: .table)
        try container.encode(key, forKey: .key)
        if let value { try Self.encode(value, to: &container) }
    }

    private static func encode(
        _ row: some Row, to container: inout KeyedEncodingContainer<CodingKeys>
    ) throws {
        try container.encode(row, forKey: .value)
    }
}
