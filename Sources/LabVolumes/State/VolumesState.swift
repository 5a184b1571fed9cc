import LabCore
public import LabService

/// The toy volumes' part of the world: volumes, their sectors, and the memory of the host that they are attached to.
///
/// The host's memory is no table: it holds data keys in the clear, is never saved, and is gone when the process is.
public struct VolumesState: ServiceState {
    /// The volumes, by account, Region and id.
    public var volumes = Table<VolumeRecord>()
    /// The sectors that were written, by volume and number.
    public var sectors = Table<Sector>()
    /// What the host remembers.
    public private(set) var host = HostMemory()

    /// No volumes, and a host that remembers nothing.
    public init() {}

    /// Every table.
    public static let tables: [TablePath<VolumesState>] = [TablePath(\.volumes), TablePath(\.sectors)]

    /// The state for a fork of the world, whose host remembers the same and goes its own way.
    public func forked() -> VolumesState {
        var fork = self
        fork.host = host.copy()
        return fork
    }
}

extension VolumesState {
    /// The volumes of an account in a Region, ascending by id.
    func volumes(of account: AccountID, in region: Region) -> [VolumeRecord] {
        let start = VolumeAddress(account: account, region: region, volumeID: "")
        return volumes.prefix(from: start) { $0.account == account && $0.region == region }
    }

    /// Removes a volume with all its sectors.
    mutating func remove(_ volume: VolumeAddress) {
        let written = sectors.prefix(from: SectorAddress(volume: volume, number: 0)) { $0.volume == volume }
        for sector in written { sectors[sector.id] = nil }
        volumes[volume] = nil
    }
}
