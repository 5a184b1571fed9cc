public import LabCore

/// One generation of a key's material, wrapped under the lab's root key: what a disk thief sees.
public struct KeyMaterialRecord: Sendable, Hashable, Codable {
    /// Where a generation stands.
    public enum State: String, Sendable, Codable {
        /// Encrypts and decrypts.
        case current = "CURRENT"
        /// Decrypts what was encrypted before a rotation.
        case nonCurrent = "NON_CURRENT"
        /// Imported, waiting for RotateKeyOnDemand.
        case pendingRotation = "PENDING_ROTATION"
        /// Imported into a primary, waiting for import into its replicas.
        case pendingMultiRegionImport = "PENDING_MULTI_REGION_IMPORT_AND_ROTATION"
    }

    /// How a generation came to be current.
    public enum RotationType: String, Sendable, Codable {
        /// By the key's schedule.
        case automatic = "AUTOMATIC"
        /// By RotateKeyOnDemand.
        case onDemand = "ON_DEMAND"
    }

    /// Whether imported material lasts.
    public enum ExpirationModel: String, CaseIterable, Sendable, Codable {
        /// It expires at `validTo`.
        case expires = "KEY_MATERIAL_EXPIRES"
        /// It stays.
        case doesNotExpire = "KEY_MATERIAL_DOES_NOT_EXPIRE"
    }

    /// What is known of imported material.
    public struct Import: Sendable, Hashable, Codable {
        /// Whether it lasts.
        public var expirationModel: ExpirationModel
        /// When it expires.
        public var validTo: Timestamp?
        /// The description that came with it.
        public var description: String?

        /// What is known of imported material.
        public init(expirationModel: ExpirationModel, validTo: Timestamp? = nil, description: String? = nil) {
            self.expirationModel = expirationModel
            self.validTo = validTo
            self.description = description
        }
    }

    /// The KeyMaterialId: 64 hexadecimal digits.
    public let id: String
    /// The material under the root key; `nil` once imported material was deleted or has expired.
    public var wrapped: [UInt8]?
    /// The public half as SPKI in DER, for key pairs.
    public var publicKey: [UInt8]?
    /// When it was made or first imported.
    public let createdAt: Timestamp
    /// Where it stands.
    public var state: State
    /// When a rotation made it current; `nil` for a key's first material.
    public var rotatedAt: Timestamp?
    /// How a rotation made it current.
    public var rotationType: RotationType?
    /// For imported material, what is known of it now or was when it was deleted.
    public var imported: Import?

    /// A generation.
    public init(
        id: String, wrapped: [UInt8]?, publicKey: [UInt8]? = nil, createdAt: Timestamp, state: State = .current,
        rotatedAt: Timestamp? = nil, rotationType: RotationType? = nil, imported: Import? = nil
    ) {
        self.id = id
        self.wrapped = wrapped
        self.publicKey = publicKey
        self.createdAt = createdAt
        self.state = state
        self.rotatedAt = rotatedAt
        self.rotationType = rotationType
        self.imported = imported
    }
}
