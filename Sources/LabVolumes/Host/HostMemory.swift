import LabCore
import LabCrypto
import LabService
import Synchronization

/// The memory of the host: the data keys of the volumes that are attached to it, from attaching to detaching.
///
/// This is why a volume goes on working when its key is disabled: nobody asks the key service any more. A data key
/// belongs to one attachment, so that what an undo brings back has to be attached again.
public final class HostMemory: Sendable {
    private let dataKeys: Mutex<[Place: KeyMaterial]>

    private struct Place: Hashable {
        let volume: VolumeAddress
        let grantID: String
    }

    init() {
        dataKeys = Mutex([:])
    }

    private init(_ dataKeys: [Place: KeyMaterial]) {
        self.dataKeys = Mutex(dataKeys)
    }

    /// A host that remembers the same.
    func copy() -> HostMemory { HostMemory(dataKeys.withLock { $0 }) }

    /// Remembers the data key of an attached volume.
    func remember(_ dataKey: KeyMaterial, of volume: VolumeAddress, grantID: String) {
        dataKeys.withLock { $0[Place(volume: volume, grantID: grantID)] = dataKey }
    }

    /// The data key of an attached volume; `nil` when the host has been restarted since.
    func dataKey(of volume: VolumeAddress, grantID: String) -> KeyMaterial? {
        dataKeys.withLock { $0[Place(volume: volume, grantID: grantID)] }
    }

    /// Forgets the data key; it is wiped with its last reader.
    func forget(_ volume: VolumeAddress, grantID: String) {
        _ = dataKeys.withLock { $0.removeValue(forKey: Place(volume: volume, grantID: grantID)) }
    }
}

extension HostMemory: CustomStringConvertible, CustomReflectable {
    /// Always `<host memory>`.
    public var description: String { "<host memory>" }
    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
