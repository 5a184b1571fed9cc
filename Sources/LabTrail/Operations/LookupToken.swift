import LabCore
import LabCrypto
import LabService

/// The tokens that lead through the pages of LookupEvents.
///
/// A token is base64 of `time sequence digest`: where the page ended, and the beginning of the SHA-256 of everything that
/// the query says. It is no secret: whoever makes one up gets another page of events that he may see anyway.
enum LookupToken {
    private static let digestLength = 16

    static func text(_ place: EventHistoryPlace, of input: LookupEvents.Input, in call: Call) -> String {
        let text = "\(place.time.millisecondsSince1970) \(place.sequence) \(digest(input, call))"
        return Base64.encode(Array(text.utf8))
    }

    /// The place; `nil` for a token that is none, or of another query.
    static func place(_ token: String, of input: LookupEvents.Input, in call: Call) -> EventHistoryPlace? {
        guard let bytes = Base64.decode(token), let text = String(validating: bytes, as: UTF8.self) else { return nil }
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3, let time = Int64(parts[0]), let sequence = Int(parts[1]),
            parts[2] == digest(input, call)
        else { return nil }
        return EventHistoryPlace(time: Timestamp(millisecondsSince1970: time), sequence: sequence)
    }

    private static func digest(_ input: LookupEvents.Input, _ call: Call) -> String {
        let attribute = input.attributes.first
        let parts: JSONValue = [
            .string(call.account.digits), .string(call.region.code), .string(attribute?.key.rawValue ?? ""),
            .string(attribute?.value ?? ""), input.start.map { .integer($0.millisecondsSince1970) } ?? .null,
            input.end.map { .integer($0.millisecondsSince1970) } ?? .null, .string(input.category?.rawValue ?? ""),
        ]
        return Hex.encode(DigestAlgorithm.sha256.digest(of: parts.compactBytes).prefix(digestLength))
    }
}
