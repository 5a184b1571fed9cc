import LabCore
public import LabService

/// The id of an access key: `AKIA…` for a user's own, `ASIA…` for a session's, or a chosen one from a world file.
///
/// As in AWS, the ids that the lab makes carry the account: twelve digits take 40 bits, bits 7 to 46 of the first 48.
public struct AccessKeyID: RowID, Codable {
    /// The id.
    public let text: String

    /// An id as it is written.
    public init(_ text: String) {
        self.text = text
    }

    /// The id.
    public var rowKey: String { text }

    /// Orders by id.
    public static func < (left: AccessKeyID, right: AccessKeyID) -> Bool { left.text < right.text }

    /// Reads the id from a single string.
    public init(from decoder: any Decoder) throws {
        text = try decoder.singleValueContainer().decode(String.self)
    }

    /// Writes the id as a single string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

extension AccessKeyID {
    /// What a key is for, by its prefix.
    enum Kind: String {
        case longTerm = "AKIA"
        case temporary = "ASIA"
    }

    /// A fresh id that carries `account`.
    static func make(
        _ kind: Kind, for account: AccountID, from random: any RandomSource
    ) throws(ServiceError) -> AccessKeyID {
        let noise = try randomly { () throws(RandomFailure) in try random.bytes(5, for: .identifier) }
        // Bit 47 tells these ids from AWS's older ones, which carry no account.
        let head = 1 << 47 | (UInt64(account.digits) ?? 0) << 7 | UInt64(noise[4] & 0x7F)
        let tail = noise[..<4].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        // 48 and 32 bits are 80 together: sixteen digits, which no single integer holds.
        let first = Base32.encode(head >> 8, digits: 8)
        let second = Base32.encode((head & 0xFF) << 32 | tail, digits: 8)
        return AccessKeyID(kind.rawValue + first + second)
    }

    /// The account that the id carries; `nil` when it carries none.
    var account: AccountID? {
        let digits = text.dropFirst(4)
        guard text.utf8.count == 20, let first = Base32.decode(digits.prefix(8)),
            let second = Base32.decode(digits.dropFirst(8)), first >> 39 == 1
        else { return nil }
        let number = (first << 8 | second >> 32) >> 7 & 0xFF_FFFF_FFFF
        let text = String(number)
        return AccountID(String(repeating: "0", count: max(0, 12 - text.utf8.count)) + text)
    }
}
