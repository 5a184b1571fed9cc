import LabCore

/// The state of a KMS key.
///
/// - SeeAlso: AWS KMS Developer Guide, "Key states of AWS KMS keys"
public enum KeyState: String, CaseIterable, Sendable, Codable {
    /// Usable.
    case enabled = "Enabled"
    /// Switched off.
    case disabled = "Disabled"
    /// Waiting to be deleted.
    case pendingDeletion = "PendingDeletion"
    /// Waiting for imported material.
    case pendingImport = "PendingImport"
    /// A primary that waits for its replicas to be deleted first.
    case pendingReplicaDeletion = "PendingReplicaDeletion"
    /// In a custom key store that is disconnected.
    case unavailable = "Unavailable"
    /// Being made, as a replica is.
    case creating = "Creating"
    /// Changing its primary Region.
    case updating = "Updating"
}

/// How an operation meets a key that is not simply enabled: the table of the Developer Guide, row by row.
///
/// - SeeAlso: AWS KMS Developer Guide, "Key states of AWS KMS keys", the table with its footnotes
public enum KeyStateRule: Sendable, CaseIterable {
    /// Cryptographic operations: the key must be enabled.
    case use
    /// GenerateDataKeyPair: as ``use``; keys in custom key stores are refused for what they are.
    case generatePair
    /// CreateGrant: as ``use``, but also while the key's custom key store is disconnected.
    case grant
    /// GetPublicKey: also while disabled or pending import.
    case publicKey
    /// ReplicateKey: as ``use``, but not while the primary Region changes.
    case replicate
    /// UpdatePrimaryRegion.
    case movePrimary
    /// Reading, policies, retiring and revoking: always.
    case always
    /// Changing names, tags and descriptions: not while pending deletion.
    case describeChange
    /// EnableKey and DisableKey.
    case toggle
    /// Automatic rotation on and off.
    case rotationChange
    /// GetKeyRotationStatus.
    case rotationStatus
    /// ListKeyRotations.
    case rotationList
    /// RotateKeyOnDemand.
    case rotateNow
    /// ScheduleKeyDeletion.
    case scheduleDeletion
    /// CancelKeyDeletion.
    case cancelDeletion
    /// GetParametersForImport.
    case importParameters
    /// ImportKeyMaterial.
    case importMaterial
    /// DeleteImportedKeyMaterial.
    case deleteImported

    /// What the state does to the operation; `nil` when it may go on.
    ///
    /// Where the table refuses a key for its kind rather than its state (its origin, its custom key store), the answer
    /// is `nil` too: the operation's own check refuses it.
    public func obstacle(in state: KeyState) -> KeyStateObstacle? {
        if state == .enabled { return self == .cancelDeletion ? .notPendingDeletion : nil }
        return switch self {
        case .use: state.obstacleForUse
        case .generatePair, .grant, .replicate, .movePrimary, .rotateNow, .rotationChange, .publicKey:
            obstacleForLooseUse(in: state)
        case .always, .rotationList, .rotationStatus: nil
        case .describeChange: state.isPendingDeletion ? state.obstacleForChange : nil
        case .toggle: state == .pendingImport ? .pendingImport : state.obstacleForChange
        case .scheduleDeletion: state.isPendingDeletion || state == .updating ? state.obstacleForChange : nil
        case .cancelDeletion: state.isPendingDeletion ? nil : .notPendingDeletion
        case .importParameters: state.obstacleForChange
        case .importMaterial: state == .updating ? nil : state.obstacleForChange
        case .deleteImported: state.isPendingDeletion ? nil : state.obstacleForChange
        }
    }

    /// Rows of the table that differ from ``use`` in one or two columns.
    private func obstacleForLooseUse(in state: KeyState) -> KeyStateObstacle? {
        switch (self, state) {
        case (.grant, .unavailable), (.generatePair, .unavailable), (.rotateNow, .unavailable): nil
        case (.rotationChange, .unavailable), (.rotationChange, .pendingImport): nil
        case (.publicKey, .disabled), (.publicKey, .pendingImport): nil
        case (.replicate, .updating): .updating
        default: state.obstacleForUse
        }
    }
}

extension KeyState {
    fileprivate var obstacleForUse: KeyStateObstacle? {
        #if DEBUG
            if self == .disabled, Weakness.present.contains(.decryptsWhenDisabled) { return nil }
        #endif
        return switch self {
        case .enabled, .updating: nil
        case .disabled: .disabled
        case .pendingDeletion: .pendingDeletion
        case .pendingReplicaDeletion: .pendingReplicaDeletion
        case .pendingImport: .pendingImport
        case .unavailable: .unavailable
        case .creating: .creating
        }
    }

    /// What stands in the way of a change to the key itself: its end, and changes that are under way.
    fileprivate var obstacleForChange: KeyStateObstacle? {
        switch self {
        case .pendingDeletion: .pendingDeletion
        case .pendingReplicaDeletion: .pendingReplicaDeletion
        case .creating: .creating
        case .updating: .updating
        case .enabled, .disabled, .pendingImport, .unavailable: nil
        }
    }
}

extension KeyState {
    /// Whether the key waits for its deletion, by itself or for its replicas.
    public var isPendingDeletion: Bool { self == .pendingDeletion || self == .pendingReplicaDeletion }
}

/// Why a key's state stands in the way.
public enum KeyStateObstacle: Sendable, Hashable {
    /// `… is disabled.`
    case disabled
    /// `… is pending deletion.`
    case pendingDeletion
    /// `… is pending replica deletion.`
    case pendingReplicaDeletion
    /// `… is not pending deletion.`
    case notPendingDeletion
    /// `… is pending import.`
    case pendingImport
    /// `… is unavailable.`
    case unavailable
    /// `… is creating.`
    case creating
    /// `… is updating.`
    case updating
}
