import LabCore
public import LabService

/// The key service's part of the world: keys, aliases, and the vault that unwraps material.
///
/// The tables hold material wrapped under the lab's root key only; the vault is a reference that every copy shares.
public struct KMSState: ServiceState {
    /// The keys, by account, Region and key id.
    public var keys = Table<KeyRecord>()
    /// The aliases, by account, Region and name.
    public var aliases = Table<AliasRecord>()
    /// The grants, by key and grant id.
    public var grants = Table<GrantRecord>()
    /// The custom key stores, by account, Region and id.
    public var stores = Table<CustomKeyStoreRecord>()
    /// Unwraps material.
    public let vault: KeyVault

    /// A key service without keys.
    public init(vault: KeyVault) {
        self.vault = vault
    }

    /// Every table.
    public static let tables: [TablePath<KMSState>] = [
        TablePath(\.keys), TablePath(\.aliases), TablePath(\.grants), TablePath(\.stores),
    ]
}

extension KMSState {
    /// The keys of an account in a Region, ascending by key id, from the one after `marker` on.
    func keys(of account: AccountID, in region: Region, from keyID: String = "") -> [KeyRecord] {
        let start = KeyAddress(account: account, region: region, keyID: keyID)
        return keys.prefix(from: start) { $0.account == account && $0.region == region }
    }

    /// The aliases of an account in a Region, ascending by name.
    func aliases(of account: AccountID, in region: Region, from name: String = "") -> [AliasRecord] {
        let start = AliasAddress(account: account, region: region, name: name)
        return aliases.prefix(from: start) { $0.account == account && $0.region == region }
    }

    /// The aliases that point to a key.
    public func aliases(pointingTo key: KeyAddress) -> [AliasRecord] {
        aliases.rows(in: key.rowKey)
    }
}
