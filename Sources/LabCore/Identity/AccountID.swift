/// A twelve-digit AWS account id.
///
/// - SeeAlso: AWS Account Management Reference Guide, "View AWS account identifiers"
public struct AccountID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The twelve digits.
    public let digits: String

    /// The account that a lab belongs to unless it is told otherwise.
    public static let standard = AccountID(unchecked: "111122223333")

    /// Fails unless `text` is exactly twelve ASCII digits.
    public init?(_ text: some StringProtocol) {
        let isAccount = text.utf8.count == 12 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        guard isAccount else { return nil }
        self.digits = String(text)
    }

    private init(unchecked digits: String) {
        self.digits = digits
    }

    /// The twelve digits.
    public var description: String { digits }

    /// The account's root principal, `arn:aws:iam::<account>:root`.
    public var root: ARN { ARN(service: "iam", region: "", account: digits, resource: "root") }

    /// Orders by digits.
    public static func < (left: AccountID, right: AccountID) -> Bool { left.digits < right.digits }
}

extension AccountID: Codable {
    /// Reads the twelve digits from a single string.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let account = AccountID(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "`\(text)` is not an account id")
        }
        self = account
    }

    /// Writes the twelve digits as a single string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(digits)
    }
}
