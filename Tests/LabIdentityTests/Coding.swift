import Foundation
import LabCore
import LabService

/// A row as the store writes it.
func bytes(of change: RowChange) throws -> [UInt8] {
    guard let value = change.value else { return [] }
    return try coding(value)
}

/// A row as JSON.
func coding(_ row: any Encodable) throws -> [UInt8] { Array(try JSONEncoder().encode(row)) }

/// A row from JSON.
func decoding<R: Decodable>(_ type: R.Type, from object: JSONObject) throws -> R {
    try JSONDecoder().decode(type, from: Data(JSONValue.object(object).compactBytes))
}

/// A stored row as a state loads it.
struct StoredRow: RowDecoder {
    let table: String
    let bytes: [UInt8]

    func decode<R: Row>(_ type: R.Type) throws -> R { try JSONDecoder().decode(type, from: Data(bytes)) }
}
