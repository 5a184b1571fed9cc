public import LabCore
public import LabService

/// Where a secret lives: an account, a Region, a name.
public struct SecretAddress: RowID, Codable {
    /// The owner.
    public let account: AccountID
    /// The Region.
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

    /// Orders by account, Region and name.
    public static func < (left: SecretAddress, right: SecretAddress) -> Bool {
        (left.account, left.region, left.name) < (right.account, right.region, right.name)
    }

    /// The ARN with the six characters that tell a secret from a later one of its name.
    func arn(suffix: String) -> ARN {
        ARN(
            service: Service.secretsManager.name, region: region.code, account: account.digits,
            resource: "secret:\(name)-\(suffix)")
    }

    /// The ARN as far as it is known before the secret is made: policies speak of the rest in wildcards.
    var openARN: ARN { arn(suffix: "??????") }
}

/// The form of names.
///
/// - SeeAlso: AWS Secrets Manager API Reference, `CreateSecret`, `Name`
enum SecretName {
    /// Refuses what no secret is called.
    static func require(_ name: String) throws(ServiceError) {
        guard !name.isEmpty, name.utf8.allSatisfy(isLegal) else { throw SecretsError.invalidName }
    }

    private static func isLegal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: Array("-/_+=.@!".utf8).contains(byte)
        }
    }
}
