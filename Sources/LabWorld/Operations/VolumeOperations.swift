import LabService
import LabVolumes

/// The operations of the toy volumes, which no wire leads to: `kmslab volume` and the door `call` do.
public enum VolumeOperations {
    /// Every operation, with EC2's name where EC2 has one.
    public static let all = OperationTable(
        .ec2,
        [
            OperationEntry(AttachVolume.self),
            OperationEntry(CreateVolume.self),
            OperationEntry(DeleteVolume.self),
            OperationEntry(DescribeVolumes.self),
            OperationEntry(DetachVolume.self),
            OperationEntry(ReadVolume.self),
            OperationEntry(WriteVolume.self),
        ])
}
