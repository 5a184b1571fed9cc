/// An Amazon Resource Name: `arn:partition:service:region:account:resource`.
///
/// Region and account may be empty (`arn:aws:s3:::bucket`). The resource is everything after the fifth colon and may
/// hold colons of its own.
///
/// - SeeAlso: AWS General Reference, "Amazon Resource Names (ARNs)"
public struct ARN: Hashable, Sendable, CustomStringConvertible {
    /// The partition; `aws` wherever the lab makes an ARN itself.
    public var partition: String
    /// The service's namespace, such as `kms`.
    public var service: String
    /// The Region's code, or empty.
    public var region: String
    /// The owner's account id, or empty.
    public var account: String
    /// The resource, such as `key/1234abcd-…`.
    public var resource: String

    /// Puts an ARN together from its fields.
    public init(partition: String = "aws", service: String, region: String, account: String, resource: String) {
        self.partition = partition
        self.service = service
        self.region = region
        self.account = account
        self.resource = resource
    }

    /// Parses `text`; fails unless it starts with `arn:` and has all six fields with a service and a resource.
    public init?(_ text: some StringProtocol) {
        let fields = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard fields.count == 6, fields[0] == "arn", !fields[1].isEmpty, !fields[2].isEmpty, !fields[5].isEmpty else {
            return nil
        }
        self.init(
            partition: String(fields[1]), service: String(fields[2]), region: String(fields[3]),
            account: String(fields[4]), resource: String(fields[5]))
    }

    /// The ARN as text.
    public var description: String {
        var text = "arn:"
        text.reserveCapacity(
            8 + partition.utf8.count + service.utf8.count + region.utf8.count + account.utf8.count + resource.utf8.count
        )
        for field in [partition, service, region, account] {
            text += field
            text += ":"
        }
        text += resource
        return text
    }
}

extension ARN: Codable {
    /// Reads the ARN from a single string.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let arn = ARN(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "`\(text)` is not an ARN")
        }
        self = arn
    }

    /// Writes the ARN as a single string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
