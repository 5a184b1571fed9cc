public import LabCore
import LabCrypto
public import LabService

/// `AttachVolume`: the caller grants EC2 the use of the key for this volume, EC2 has the data key decrypted, and the host
/// keeps it in its memory.
///
/// - SeeAlso: AWS KMS Developer Guide, "How Amazon EBS uses AWS KMS"
public enum AttachVolume: VolumeOperation, Mutation {
    /// The answer.
    public typealias Output = VolumeOutput
    /// `AttachVolume`.
    public static let name = "AttachVolume"
    /// Changes something.
    public static let isReadOnly = false

    /// Which volume, to which host.
    public struct Input: VolumeInput {
        /// The volume.
        public let volumeID: String
        let instanceID: String

        /// Reads the members.
        public init(_ members: MemberReader) {
            volumeID = members.volumeID()
            instanceID = members.string("InstanceId", 1...64, pattern: "[a-zA-Z0-9-]+") ?? "i-lab"
        }
    }

    /// What is made before the writer is entered: the grant, and the data key that it opened.
    public struct Prepared: Sendable {
        let grantID: String
        let dataKey: KeyMaterial
    }

    /// A volume has one host.
    public static func checkVolume(_ input: Input, _ volume: VolumeRecord) throws(ServiceError) {
        guard volume.attachment == nil else { throw VolumesError.inUse(volume) }
    }

    /// Makes the grant as the caller, and uses it as EC2. A grant that opens nothing is given back.
    public static func prepare(
        _ input: Input, on volume: VolumeRecord, in call: Call, state: VolumesState, services: Services
    ) async throws(ServiceError) -> Prepared {
        guard let keyARN = ARN(volume.keyARN) else { throw VolumesError.internalFailure("the key's ARN is damaged") }
        let grantID = try await services.grants.grantDecryption(
            under: keyARN, boundTo: volume.address.context, to: .ec2, in: call)
        do throws(ServiceError) {
            let dataKey = try await services.grants.decrypt(
                volume.wrappedKey.bytes, context: volume.address.context, as: .ec2, in: call)
            return Prepared(grantID: grantID, dataKey: dataKey)
        } catch {
            try? await services.grants.retireGrant(grantID, on: keyARN, as: .ec2, in: call)
            throw error
        }
    }

    /// Attaches it.
    public static func apply(
        _ input: Input, on volume: VolumeRecord, prepared: Prepared, in call: Call, to state: inout VolumesState
    ) throws(ServiceError) -> VolumeOutput {
        var attached = volume
        attached.attachment = VolumeAttachment(
            instanceID: input.instanceID, grantID: prepared.grantID, attachedAt: call.now)
        state.volumes.put(attached)
        state.host.remember(prepared.dataKey, of: volume.address, grantID: prepared.grantID)
        return VolumeOutput(json: attached.json)
    }
}

/// `DetachVolume`: the host forgets the data key, and EC2 gives the grant back.
///
/// - SeeAlso: AWS KMS Developer Guide, "How Amazon EBS uses AWS KMS"
public enum DetachVolume: VolumeOperation, Mutation {
    /// The answer.
    public typealias Output = VolumeOutput
    /// Which volume.
    public typealias Input = VolumeIDInput
    /// Whether the grant is given back.
    public typealias Prepared = Bool
    /// `DetachVolume`.
    public static let name = "DetachVolume"
    /// Changes something.
    public static let isReadOnly = false

    /// Only what is attached.
    public static func checkVolume(_ input: VolumeIDInput, _ volume: VolumeRecord) throws(ServiceError) {
        _ = try volume.existingAttachment()
    }

    /// Gives the grant back. One that was revoked meanwhile, or went with its key, is no loss.
    public static func prepare(
        _ input: VolumeIDInput, on volume: VolumeRecord, in call: Call, state: VolumesState, services: Services
    ) async throws(ServiceError) -> Bool {
        let attachment = try volume.existingAttachment()
        guard let keyARN = ARN(volume.keyARN) else { return false }
        do throws(ServiceError) {
            try await services.grants.retireGrant(attachment.grantID, on: keyARN, as: .ec2, in: call)
            return true
        } catch {
            return false
        }
    }

    /// Detaches it.
    public static func apply(
        _ input: VolumeIDInput, on volume: VolumeRecord, prepared: Bool, in call: Call, to state: inout VolumesState
    ) throws(ServiceError) -> VolumeOutput {
        let attachment = try volume.existingAttachment()
        state.host.forget(volume.address, grantID: attachment.grantID)
        var detached = volume
        detached.attachment = nil
        state.volumes.put(detached)
        return VolumeOutput(json: detached.json)
    }
}
