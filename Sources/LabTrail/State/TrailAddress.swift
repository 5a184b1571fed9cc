public import LabCore
public import LabService

/// Where a trail lives: an account, a home Region, a name.
public struct TrailAddress: RowID, Codable {
    /// The owner.
    public let account: AccountID
    /// The home Region: where the trail was made.
    public let region: Region
    /// The name.
    public let name: String

    /// An address by its parts.
    public init(account: AccountID, region: Region, name: String) {
        self.account = account
        self.region = region
        self.name = name
    }

    /// `account/region/name`.
    public var rowKey: String { "\(account)/\(region)/\(name)" }

    /// Orders by account, name and Region.
    public static func < (left: TrailAddress, right: TrailAddress) -> Bool {
        (left.account, left.name, left.region) < (right.account, right.name, right.region)
    }

    /// The ARN.
    public var arn: ARN {
        ARN(
            service: Service.cloudTrail.name, region: region.code, account: account.digits, resource: "trail/\(name)")
    }
}

/// The form of names.
///
/// - SeeAlso: AWS CloudTrail User Guide, "Naming requirements for CloudTrail resources, S3 buckets, and KMS keys"
enum TrailName {
    private static let lengths = 3...128

    /// Refuses what no trail is called.
    static func require(_ name: String) throws(ServiceError) {
        let bytes = Array(name.utf8)
        guard bytes.count >= lengths.lowerBound else { throw refusal("Trail name too short", "Minimum", 3, bytes) }
        guard bytes.count <= lengths.upperBound else { throw refusal("Trail name too long", "Maximum", 128, bytes) }
        guard bytes.allSatisfy({ isAlphanumeric($0) || "._-".utf8.contains($0) }) else {
            throw TrailError.invalidName(
                "Trail name or ARN can only contain uppercase letters, lowercase letters, numbers, periods (.), "
                    + "hyphens (-), and underscores (_).")
        }
        guard bytes.first.map(isAlphanumeric) == true else {
            throw TrailError.invalidName("Trail name must start with a letter or number.")
        }
        guard bytes.last.map(isAlphanumeric) == true else {
            throw TrailError.invalidName("Trail name must end with a letter or number.")
        }
        guard !hasAdjacentMarks(bytes) else {
            throw TrailError.invalidName("Trail name cannot have adjacent periods, hyphens or underscores.")
        }
    }

    private static func refusal(_ what: String, _ bound: String, _ length: Int, _ name: [UInt8]) -> ServiceError {
        TrailError.invalidName(
            "\(what). \(bound) allowed length: \(length) characters. Specified name length: \(name.count) characters.")
    }

    private static func hasAdjacentMarks(_ name: [UInt8]) -> Bool {
        zip(name, name.dropFirst()).contains { !isAlphanumeric($0) && !isAlphanumeric($1) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
