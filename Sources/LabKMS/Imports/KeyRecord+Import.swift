import LabCore

/// What ImportKeyMaterial is told about the material.
public enum ImportType: String, CaseIterable, Sendable {
    /// Material that the key has not had yet.
    case newKeyMaterial = "NEW_KEY_MATERIAL"
    /// Material that the key has had before.
    case existingKeyMaterial = "EXISTING_KEY_MATERIAL"
}

extension KeyRecord {
    /// The generation that imported material `id` belongs to: one that is there already, or a new one.
    ///
    /// - Throws: `IncorrectKeyMaterialException` when the material is not what the request says, `KMSInvalidStateException`
    ///   when another generation waits for its rotation.
    func generation(
        forImport id: String, as type: ImportType?, now: Timestamp
    ) throws(ServiceError) -> KeyMaterialRecord {
        if let existing = material(id) {
            guard type != .newKeyMaterial else { throw KMSError.incorrectKeyMaterial }
            return existing
        }
        guard !materials.isEmpty else {
            guard type != .existingKeyMaterial else { throw KMSError.incorrectKeyMaterial }
            return KeyMaterialRecord(id: id, wrapped: nil, createdAt: now)
        }
        guard type == .newKeyMaterial, spec == .symmetricDefault else { throw KMSError.incorrectKeyMaterial }
        if let pending = materials.first(where: { $0.isPending }) {
            throw ServiceError(
                KMSError.Code.invalidState,
                "New key material (id: \(id)) cannot be imported into KMS key \(arn), because another key material "
                    + "(id: \(pending.id)) is pending rotation.")
        }
        let hasReplicas = multiRegion?.replicaRegions.isEmpty == false
        return KeyMaterialRecord(
            id: id, wrapped: nil, createdAt: now, state: hasReplicas ? .pendingMultiRegionImport : .pendingRotation)
    }

    /// Puts a generation in the place of the one of the same id, or at the end.
    mutating func put(_ generation: KeyMaterialRecord) {
        if let index = materials.firstIndex(where: { $0.id == generation.id }) {
            materials[index] = generation
        } else {
            materials.append(generation)
        }
    }

    /// Takes imported material away: a generation that encrypted something keeps its place and waits for its return, one
    /// that never did is forgotten.
    mutating func dropMaterial(_ id: String) {
        if material(id)?.isPending == true {
            materials.removeAll { $0.id == id }
        } else {
            updateMaterial(id) { $0.wrapped = nil }
        }
        settleImportState()
    }

    /// A key without all of its material waits for its import; with all of it, it is enabled.
    mutating func settleImportState() {
        switch state {
        case .enabled, .disabled, .updating: if isMissingMaterial { state = .pendingImport }
        case .pendingImport: if !isMissingMaterial { state = .enabled }
        default: break
        }
    }
}

extension KeyMaterialRecord {
    /// Whether the generation has not been current yet.
    var isPending: Bool { state == .pendingRotation || state == .pendingMultiRegionImport }
}
