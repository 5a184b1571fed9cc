public import LabCore
import LabCrypto
import LabPolicy
public import LabService

/// An input that names a volume.
public protocol VolumeInput: MemberInput {
    /// The volume.
    var volumeID: String { get }
}

/// An input that is nothing but the name of a volume.
public struct VolumeIDInput: VolumeInput {
    /// The volume.
    public let volumeID: String

    /// Reads the member.
    public init(_ members: MemberReader) {
        volumeID = members.volumeID()
    }
}

/// An operation on one volume.
public protocol VolumeOperation: MemberOperation
where State == VolumesState, Target == VolumeRecord, Input: VolumeInput, Output == VolumeOutput {
    /// Refuses what makes no sense for the volume.
    static func checkVolume(_ input: Input, _ volume: VolumeRecord) throws(ServiceError)
}

extension VolumeOperation {
    /// Amazon EC2.
    public static var service: Service { .ec2 }
    /// Nothing.
    public static func checkVolume(_ input: Input, _ volume: VolumeRecord) throws(ServiceError) {}

    /// Finds the volume.
    public static func resolve(
        _ input: Input, in call: Call, on state: VolumesState
    ) throws(ServiceError) -> VolumeRecord {
        let address = VolumeAddress(account: call.account, region: call.region, volumeID: input.volumeID)
        guard let volume = state.volumes[address] else { throw VolumesError.notFound(input.volumeID) }
        return volume
    }

    /// The operation's action on the volume. Reading and writing ask too, unlike with AWS, where whoever is in the
    /// instance has the disk.
    public static func demands(
        _ input: Input, on volume: VolumeRecord, in call: Call, state: VolumesState
    ) -> [AccessDemand] {
        [AccessDemand(action: "ec2:\(name)", resource: volume.address.arn.description, rules: .identityOnly)]
    }

    /// What the operation itself refuses.
    public static func check(
        _ input: Input, on volume: VolumeRecord, in call: Call, state: VolumesState
    ) throws(ServiceError) {
        try checkVolume(input, volume)
    }

    /// The volume. Never what was read or written.
    public static func audit(
        _ input: Input, target: VolumeRecord?, output: VolumeOutput?, in call: Call
    ) -> AuditDetail {
        AuditDetail(
            requestParameters: ["volumeId": .string(input.volumeID)],
            resources: target.map { [AuditResource($0.address)] } ?? [])
    }
}

/// An answer that was put together already.
public struct VolumeOutput: JSONOutput {
    /// The members.
    public let json: JSONObject
}

extension AuditResource {
    /// A volume, as events name it.
    init(_ volume: VolumeAddress) {
        self.init(arn: volume.arn.description, account: volume.account, type: "AWS::EC2::Volume")
    }
}

extension MemberReader {
    /// `VolumeId`.
    func volumeID() -> String { requiredString("VolumeId", 1...32) }
}

extension VolumeRecord {
    /// As answers show it.
    var json: JSONObject {
        var json: JSONObject = [
            "VolumeId": .string(address.volumeID), "Arn": .string(address.arn.description),
            "SizeInBytes": .integer(Int64(byteCount)), "Encrypted": true, "KmsKeyId": .string(keyARN),
            "State": attachment == nil ? "available" : "in-use", "CreateTime": .epochSeconds(createdAt),
        ]
        if let attachment {
            json["Attachment"] = [
                "InstanceId": .string(attachment.instanceID), "GrantId": .string(attachment.grantID),
                "AttachTime": .epochSeconds(attachment.attachedAt),
            ]
        }
        return json
    }

    /// The attachment.
    ///
    /// - Throws: `IncorrectState`
    func existingAttachment() throws(ServiceError) -> VolumeAttachment {
        guard let attachment else { throw VolumesError.notAttached(self) }
        return attachment
    }

    /// The volume's data key out of the host's memory; where the host was restarted it is decrypted again, by the grant.
    func dataKey(in call: Call, state: VolumesState, services: Services) async throws(ServiceError) -> KeyMaterial {
        let attachment = try existingAttachment()
        if let known = state.host.dataKey(of: address, grantID: attachment.grantID) { return known }
        do throws(ServiceError) {
            let dataKey = try await services.grants.decrypt(
                wrappedKey.bytes, context: address.context, as: .ec2, in: call)
            state.host.remember(dataKey, of: address, grantID: attachment.grantID)
            return dataKey
        } catch {
            throw VolumesError.hostForgot(error)
        }
    }
}
