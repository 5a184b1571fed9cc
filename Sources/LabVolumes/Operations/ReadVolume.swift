public import LabCore
public import LabCrypto
public import LabService

/// A range of a volume's bytes.
struct VolumeRange: Sendable {
    let offset: Int
    let count: Int

    /// Refuses what lies outside of the volume.
    func require(in volume: VolumeRecord) throws(ServiceError) {
        guard offset >= 0, count >= 0, offset <= volume.byteCount, count <= volume.byteCount - offset else {
            throw VolumesError.invalid("The volume has \(volume.byteCount) bytes.")
        }
    }
}

/// `ReadVolume`, an operation of the lab's own: what the host reads from its disk. The key service is not asked, unless
/// the host was restarted.
public enum ReadVolume: VolumeOperation, AsyncQuery {
    /// The answer.
    public typealias Output = VolumeOutput
    /// `ReadVolume`.
    public static let name = "ReadVolume"
    /// Reads.
    public static let isReadOnly = true

    /// Which bytes.
    public struct Input: VolumeInput {
        /// The volume.
        public let volumeID: String
        let offset: Int
        let count: Int?

        /// Reads the members.
        public init(_ members: MemberReader) {
            volumeID = members.volumeID()
            offset = members.integer("Offset", 0...) ?? 0
            count = members.integer("Length", 0...)
        }

        /// The range; to the end of the volume when no length is given.
        func range(in volume: VolumeRecord) -> VolumeRange {
            VolumeRange(offset: offset, count: count ?? max(0, volume.byteCount - offset))
        }
    }

    /// An attached volume that has the bytes.
    public static func checkVolume(_ input: Input, _ volume: VolumeRecord) throws(ServiceError) {
        _ = try volume.existingAttachment()
        try input.range(in: volume).require(in: volume)
    }

    /// Reads them.
    public static func perform(
        _ input: Input, on volume: VolumeRecord, in call: Call, state: VolumesState, services: Services
    ) async throws(ServiceError) -> VolumeOutput {
        let disk = Disk(
            volume: volume, dataKey: try await volume.dataKey(in: call, state: state, services: services))
        let range = input.range(in: volume)
        return VolumeOutput(json: ["Data": .base64(try disk.read(range.count, at: range.offset, from: state))])
    }
}

/// `WriteVolume`, an operation of the lab's own: what the host writes to its disk.
public enum WriteVolume: VolumeOperation, Mutation {
    /// The answer.
    public typealias Output = VolumeOutput
    /// The data key.
    public typealias Prepared = KeyMaterial
    /// `WriteVolume`.
    public static let name = "WriteVolume"
    /// Changes something.
    public static let isReadOnly = false

    /// Which bytes, and where.
    public struct Input: VolumeInput {
        /// The volume.
        public let volumeID: String
        let offset: Int
        let data: Sensitive<[UInt8]>

        /// Reads the members.
        public init(_ members: MemberReader) {
            volumeID = members.volumeID()
            offset = members.integer("Offset", 0...) ?? 0
            data = Sensitive(members.requiredBlob("Data", 0...VolumesLimits.bytes.upperBound))
        }
    }

    /// An attached volume that has room for the bytes.
    public static func checkVolume(_ input: Input, _ volume: VolumeRecord) throws(ServiceError) {
        _ = try volume.existingAttachment()
        try VolumeRange(offset: input.offset, count: input.data.exposed.count).require(in: volume)
    }

    /// The data key out of the host's memory.
    public static func prepare(
        _ input: Input, on volume: VolumeRecord, in call: Call, state: VolumesState, services: Services
    ) async throws(ServiceError) -> KeyMaterial {
        try await volume.dataKey(in: call, state: state, services: services)
    }

    /// Writes them.
    public static func apply(
        _ input: Input, on volume: VolumeRecord, prepared: KeyMaterial, in call: Call, to state: inout VolumesState
    ) throws(ServiceError) -> VolumeOutput {
        try Disk(volume: volume, dataKey: prepared).write(input.data.exposed, at: input.offset, to: &state)
        return VolumeOutput(json: ["Written": .integer(Int64(input.data.exposed.count))])
    }
}
