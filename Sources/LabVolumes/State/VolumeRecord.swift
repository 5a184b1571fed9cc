public import LabCore
public import LabService

/// Where a volume lives: an account, a Region, an id.
public struct VolumeAddress: RowID, Codable {
    /// The owner.
    public let account: AccountID
    /// The Region.
    public let region: Region
    /// The id, such as `vol-0123456789abcdef0`.
    public let volumeID: String

    /// An address by its parts.
    public init(account: AccountID, region: Region, volumeID: String) {
        self.account = account
        self.region = region
        self.volumeID = volumeID
    }

    /// `account/region/id`.
    public var rowKey: String { "\(account)/\(region)/\(volumeID)" }

    /// Orders by account, Region and id.
    public static func < (left: VolumeAddress, right: VolumeAddress) -> Bool {
        (left.account, left.region, left.volumeID) < (right.account, right.region, right.volumeID)
    }

    /// The ARN.
    public var arn: ARN {
        ARN(
            service: Service.ec2.name, region: region.code, account: account.digits, resource: "volume/\(volumeID)")
    }

    /// What the volume's data key is bound to.
    ///
    /// - SeeAlso: AWS KMS Developer Guide, "How Amazon EBS uses AWS KMS", encryption context
    var context: EncryptionContext { EncryptionContext([("aws:ebs:id", volumeID)]) ?? .empty }
}

/// A toy volume: a disk whose sectors are encrypted under a data key that the volume keeps encrypted.
public struct VolumeRecord: Row {
    /// The table's name in the store.
    public static let table = "volumes.volumes"

    /// Where it lives.
    public let address: VolumeAddress
    /// Its size in bytes.
    public let byteCount: Int
    /// When it was made.
    public let createdAt: Timestamp
    /// The ARN of the KMS key.
    public let keyARN: String
    /// The data key under the KMS key: all that the volume knows of it.
    public let wrappedKey: StoredBytes
    /// The host that it is attached to.
    public var attachment: VolumeAttachment?

    /// Where it lives.
    public var id: VolumeAddress { address }
}

/// That a volume is attached to a host.
public struct VolumeAttachment: Hashable, Sendable, Codable {
    /// The host, such as `i-lab`.
    public let instanceID: String
    /// The grant by which the host may have the data key decrypted.
    public let grantID: String
    /// Since when.
    public let attachedAt: Timestamp
}

/// Where a sector lies.
public struct SectorAddress: RowID, Codable {
    /// The volume.
    public let volume: VolumeAddress
    /// The sector's number, from zero.
    public let number: Int

    /// The volume's key, a slash, the number.
    public var rowKey: String { "\(volume.rowKey)/\(number)" }

    /// Orders by volume, then by number.
    public static func < (left: SectorAddress, right: SectorAddress) -> Bool {
        if left.volume != right.volume { return left.volume < right.volume }
        return left.number < right.number
    }
}

/// A sector that was written.
public struct Sector: Row {
    /// The table's name in the store.
    public static let table = "volumes.sectors"

    /// Where it lies.
    public let address: SectorAddress
    /// AES-256-XTS under the volume's data key.
    public let ciphertext: StoredBytes

    /// Where it lies.
    public var id: SectorAddress { address }
}
