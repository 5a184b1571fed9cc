package import LabCore
import LabCrypto
import LabKMS
package import LabWorld

/// A lab in memory, for trials of labs.
package struct MemoryLab: CourseLab {
    /// The lab.
    package let lab: Lab

    /// An empty lab.
    ///
    /// - Throws: `InternalFailure` when no root key can be made.
    package init(ambient: Ambient) throws(ServiceError) {
        do {
            let vault = try KeyVault(rootKey: try KeyMaterial.random(byteCount: 32, from: ambient.random))
            lab = Lab(world: WorldState(vault: vault), ambient: ambient)
        } catch {
            throw ServiceError(ServiceError.Code("InternalFailure", 500), "a lab cannot be made: \(error)")
        }
    }

    /// Goes through a door.
    package func door(_ name: String, _ input: JSONObject) async throws(ServiceError) -> JSONObject {
        try await lab.door(name, input)
    }
}
