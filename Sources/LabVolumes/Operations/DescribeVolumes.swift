public import LabCore
import LabPolicy
public import LabService

/// `DescribeVolumes`: the volumes of the account in the Region.
///
/// - SeeAlso: Amazon EC2 API Reference, "DescribeVolumes"
public enum DescribeVolumes: MemberOperation, Query {
    /// The answer.
    public typealias Output = VolumeOutput
    /// The part of the world that it reads.
    public typealias State = VolumesState
    /// `DescribeVolumes`.
    public static let name = "DescribeVolumes"
    /// Amazon EC2.
    public static let service = Service.ec2
    /// Reads.
    public static let isReadOnly = true

    /// All of them.
    public struct Input: MemberInput {
        /// Reads no members.
        public init(_ members: MemberReader) {}
    }

    /// Nothing to find.
    public static func resolve(_ input: Input, in call: Call, on state: VolumesState) throws(ServiceError) {}

    /// The action on everything.
    public static func demands(
        _ input: Input, on target: Void, in call: Call, state: VolumesState
    ) -> [AccessDemand] {
        [AccessDemand(action: "ec2:DescribeVolumes", resource: "*", rules: .identityOnly)]
    }

    /// Lists them.
    public static func perform(
        _ input: Input, on target: Void, in call: Call, state: VolumesState
    ) throws(ServiceError) -> VolumeOutput {
        let volumes = state.volumes(of: call.account, in: call.region)
        return VolumeOutput(json: ["Volumes": .array(volumes.map { .object($0.json) })])
    }

    /// Nothing.
    public static func audit(_ input: Input, target: Void?, output: VolumeOutput?, in call: Call) -> AuditDetail {
        AuditDetail()
    }
}

/// `DeleteVolume`: removes a volume that is not attached.
///
/// - SeeAlso: Amazon EC2 API Reference, "DeleteVolume"
public enum DeleteVolume: VolumeOperation, Mutation {
    /// The answer.
    public typealias Output = VolumeOutput
    /// Which volume.
    public typealias Input = VolumeIDInput
    /// `DeleteVolume`.
    public static let name = "DeleteVolume"
    /// Changes something.
    public static let isReadOnly = false

    /// Only what is free.
    public static func checkVolume(_ input: VolumeIDInput, _ volume: VolumeRecord) throws(ServiceError) {
        guard volume.attachment == nil else { throw VolumesError.inUse(volume) }
    }

    /// Removes it.
    public static func apply(
        _ input: VolumeIDInput, on volume: VolumeRecord, prepared: Void, in call: Call, to state: inout VolumesState
    ) throws(ServiceError) -> VolumeOutput {
        state.remove(volume.address)
        return VolumeOutput(json: [:])
    }
}
