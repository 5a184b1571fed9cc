import LabCore
public import LabService

/// Secrets Manager's part of the world: secrets and the versions of their values.
///
/// Nothing in a row reads without a key: values are sealed under data keys, data keys lie under KMS keys.
public struct SecretsState: ServiceState {
    /// The secrets, by account, Region and name.
    public var secrets = Table<SecretRecord>()
    /// The values, by secret and version.
    public var versions = Table<SecretVersion>()

    /// No secrets.
    public init() {}

    /// Every table.
    public static let tables: [TablePath<SecretsState>] = [TablePath(\.secrets), TablePath(\.versions)]
}

extension SecretsState {
    /// The secrets of an account in a Region, ascending by name.
    func secrets(of account: AccountID, in region: Region) -> [SecretRecord] {
        let start = SecretAddress(account: account, region: region, name: "")
        return secrets.prefix(from: start) { $0.account == account && $0.region == region }
    }

    /// The versions of a secret, ascending by id.
    public func versions(of secret: SecretAddress) -> [SecretVersion] {
        versions.prefix(from: SecretVersionAddress(secret: secret, versionID: "")) { $0.secret == secret }
    }

    /// The version of a secret that has a stage.
    func version(of secret: SecretAddress, at stage: String) -> SecretVersion? {
        versions(of: secret).first { $0.stages.contains(stage) }
    }

    /// The version of a secret with an id.
    func version(_ versionID: String, of secret: SecretAddress) -> SecretVersion? {
        versions[SecretVersionAddress(secret: secret, versionID: versionID)]
    }

    /// Removes a secret with all its values.
    mutating func remove(_ secret: SecretAddress) {
        for version in versions(of: secret) { versions[version.id] = nil }
        secrets[secret] = nil
    }
}
