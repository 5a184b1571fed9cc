import Foundation

/// A row as a store keeps it.
enum SavedRow {
    static func bytes(_ row: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return Array(try encoder.encode(row))
    }

    static func roundTrip<Row: Codable>(_ row: Row) throws -> Row {
        try JSONDecoder().decode(Row.self, from: Data(bytes(row)))
    }
}
