public import LabCore
import LabPolicy
public import LabService

/// `CreateVolume`: a disk with a data key that nobody has seen yet.
///
/// - SeeAlso: AWS KMS Developer Guide, "How Amazon EBS uses AWS KMS"
public enum CreateVolume: MemberOperation, Mutation {
    /// The answer.
    public typealias Output = VolumeOutput
    /// The part of the world that it changes.
    public typealias State = VolumesState
    /// `CreateVolume`.
    public static let name = "CreateVolume"
    /// Amazon EC2.
    public static let service = Service.ec2
    /// Changes something.
    public static let isReadOnly = false

    /// How large, under which key.
    public struct Input: MemberInput {
        let byteCount: Int
        let kmsKeyID: String?

        /// Reads the members.
        public init(_ members: MemberReader) {
            byteCount = members.integer("SizeInBytes", VolumesLimits.bytes) ?? VolumesLimits.standardBytes
            kmsKeyID = members.string("KmsKeyId", 1...2048)
        }
    }

    /// What is made before the writer is entered: the id, which the data key is bound to, and the data key, encrypted.
    public struct Prepared: Sendable {
        let address: VolumeAddress
        let keyARN: ARN
        let wrappedKey: [UInt8]
    }

    /// Nothing to find.
    public static func resolve(_ input: Input, in call: Call, on state: VolumesState) throws(ServiceError) {}

    /// The action on every volume.
    public static func demands(
        _ input: Input, on target: Void, in call: Call, state: VolumesState
    ) -> [AccessDemand] {
        let arn = VolumeAddress(account: call.account, region: call.region, volumeID: "*").arn
        return [AccessDemand(action: "ec2:CreateVolume", resource: arn.description, rules: .identityOnly)]
    }

    /// Whole sectors.
    public static func check(
        _ input: Input, on target: Void, in call: Call, state: VolumesState
    ) throws(ServiceError) {
        guard input.byteCount % VolumesLimits.sectorBytes == 0 else {
            throw VolumesError.invalid("A volume has whole sectors of \(VolumesLimits.sectorBytes) bytes.")
        }
    }

    /// Asks for a data key of 64 bytes, without the plaintext, as the caller through EC2.
    public static func prepare(
        _ input: Input, on target: Void, in call: Call, state: VolumesState, services: Services
    ) async throws(ServiceError) -> Prepared {
        let id: String
        do throws(RandomFailure) {
            id = "vol-0\(Hex.encode(try call.random.bytes(8, for: .identifier)))"
        } catch {
            throw VolumesError.internalFailure(error.description)
        }
        let address = VolumeAddress(account: call.account, region: call.region, volumeID: id)
        let dataKey = try await services.grants.generateDataKeyWithoutPlaintext(
            byteCount: 64, under: input.kmsKeyID.map { .named($0) } ?? .awsManaged, context: address.context,
            for: .ec2, in: call)
        return Prepared(address: address, keyARN: dataKey.keyARN, wrappedKey: dataKey.ciphertext)
    }

    /// Puts the volume in.
    public static func apply(
        _ input: Input, on target: Void, prepared: Prepared, in call: Call, to state: inout VolumesState
    ) throws(ServiceError) -> VolumeOutput {
        let volume = VolumeRecord(
            address: prepared.address, byteCount: input.byteCount, createdAt: call.now,
            keyARN: prepared.keyARN.description, wrappedKey: StoredBytes(prepared.wrappedKey), attachment: nil)
        state.volumes.put(volume)
        return VolumeOutput(json: volume.json)
    }

    /// Size and key; the volume.
    public static func audit(_ input: Input, target: Void?, output: VolumeOutput?, in call: Call) -> AuditDetail {
        var parameters: JSONObject = ["sizeInBytes": .integer(Int64(input.byteCount)), "encrypted": true]
        parameters["kmsKeyId"] = input.kmsKeyID.map(JSONValue.string)
        let elements = output.map { JSONObject([("volumeId", $0.json["VolumeId"] ?? .null)]) }
        return AuditDetail(requestParameters: parameters, responseElements: elements)
    }
}
