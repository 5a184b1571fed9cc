public import LabCore
public import LabService

/// Where a key lives: account, Region, key id.
public struct KeyAddress: RowID, Codable {
    /// The owner.
    public let account: AccountID
    /// The Region.
    public let region: Region
    /// The key id: a UUID in lower case, or `mrk-` and 32 hexadecimal digits.
    public let keyID: String

    /// An address by its parts.
    public init(account: AccountID, region: Region, keyID: String) {
        self.account = account
        self.region = region
        self.keyID = keyID
    }

    /// Reads ``rowKey``; fails for any other text.
    init?(rowKey: String) {
        let parts = rowKey.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, let account = AccountID(parts[0]), let region = Region(parts[1]),
            KeyID.isWellFormed(String(parts[2]))
        else { return nil }
        self.init(account: account, region: region, keyID: String(parts[2]))
    }

    /// The key's ARN.
    public var arn: ARN {
        ARN(service: "kms", region: region.code, account: account.digits, resource: "key/\(keyID)")
    }

    /// `account/region/keyID`.
    public var rowKey: String { "\(account)/\(region)/\(keyID)" }

    /// Orders by account, then Region, then key id.
    public static func < (left: KeyAddress, right: KeyAddress) -> Bool {
        if left.account != right.account { return left.account < right.account }
        if left.region != right.region { return left.region < right.region }
        return left.keyID < right.keyID
    }
}

/// Where an alias lives: account, Region, alias name with its prefix `alias/`.
public struct AliasAddress: RowID, Codable {
    /// The owner.
    public let account: AccountID
    /// The Region.
    public let region: Region
    /// The name, prefix included.
    public let name: String

    /// An address by its parts.
    public init(account: AccountID, region: Region, name: String) {
        self.account = account
        self.region = region
        self.name = name
    }

    /// The alias's ARN.
    public var arn: ARN { ARN(service: "kms", region: region.code, account: account.digits, resource: name) }

    /// `account/region/alias/name`.
    public var rowKey: String { "\(account)/\(region)/\(name)" }

    /// Orders by account, then Region, then name.
    public static func < (left: AliasAddress, right: AliasAddress) -> Bool {
        if left.account != right.account { return left.account < right.account }
        if left.region != right.region { return left.region < right.region }
        return left.name < right.name
    }
}
