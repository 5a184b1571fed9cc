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
    /// Cryptographic operations and CreateGrant, ReplicateKey, UpdatePrimaryRegion: the key must be enabled.
    case use
    /// GetPublicKey: also while disabled or pending import.
    case publicKey
    /// Reading, policies, retiring and revoking: always.
    case always
    /// Changing names and descriptions: not while pending deletion.
    case describeChange
    /// EnableKey and DisableKey.
    case toggle
    /// Automatic rotation on and off.
    case rotationChange
    /// GetKeyRotationStatus and ListKeyRotations.
    case rotationStatus
    /// RotateKeyOnDemand.
    case rotateNow
    /// ScheduleKeyDeletion.
    case scheduleDeletion
    /// CancelKeyDeletion.
    case cancelDeletion
    /// GetParametersForImport and ImportKeyMaterial.
    case importing
    /// DeleteImportedKeyMaterial.
    case deleteImported

    /// What the state does to the operation; `nil` when it may go on.
    public func obstacle(in state: KeyState) -> KeyStateObstacle? {
        if state == .enabled { return self == .cancelDeletion ? .notPendingDeletion : nil }
        return switch self {
        case .use: obstacleForUse(in: state)
        case .publicKey: state == .disabled || state == .pendingImport ? nil : obstacleForUse(in: state)
        case .always: nil
        case .describeChange: state.isPendingDeletion ? .pendingDeletion : nil
        case .toggle: obstacleForToggle(in: state)
        case .rotationChange, .rotateNow: obstacleForRotation(in: state)
        case .rotationStatus: nil
        case .scheduleDeletion: obstacleForScheduling(in: state)
        case .cancelDeletion: state.isPendingDeletion ? nil : .notPendingDeletion
        case .importing: obstacleForImport(in: state)
        case .deleteImported: obstacleForBusyKey(in: state)
        }
    }

    private func obstacleForUse(in state: KeyState) -> KeyStateObstacle? {
        switch state {
        case .enabled, .updating: nil
        case .disabled: .disabled
        case .pendingDeletion, .pendingReplicaDeletion: .pendingDeletion
        case .pendingImport: .pendingImport
        case .unavailable: .unavailable
        case .creating: .creating
        }
    }

    private func obstacleForToggle(in state: KeyState) -> KeyStateObstacle? {
        switch state {
        case .pendingDeletion, .pendingReplicaDeletion: .pendingDeletion
        case .pendingImport: .pendingImport
        case .creating, .updating: obstacleForBusyKey(in: state)
        case .enabled, .disabled, .unavailable: nil
        }
    }

    private func obstacleForRotation(in state: KeyState) -> KeyStateObstacle? {
        state == .updating ? nil : obstacleForUse(in: state)
    }

    private func obstacleForScheduling(in state: KeyState) -> KeyStateObstacle? {
        if state.isPendingDeletion { return .pendingDeletion }
        return state == .updating ? .updating : nil
    }

    private func obstacleForImport(in state: KeyState) -> KeyStateObstacle? {
        state.isPendingDeletion ? .pendingDeletion : obstacleForBusyKey(in: state)
    }

    private func obstacleForBusyKey(in state: KeyState) -> KeyStateObstacle? {
        switch state {
        case .creating: .creating
        case .updating: .updating
        default: nil
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
