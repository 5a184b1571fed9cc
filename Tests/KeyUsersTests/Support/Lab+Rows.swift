import Foundation
import LabService
import LabVolumes

@testable import LabWorld

extension Lab {
    /// Every row of the world as the store writes it.
    func storedRows() throws -> [String] {
        try world.serviceRows.map { row in String(decoding: try JSONEncoder().encode(row), as: UTF8.self) }
    }
}

extension Lab {
    /// The volumes as a new process loads them.
    func reloadedVolumes() -> VolumesState {
        var volumes = VolumesState()
        for row in world.volumes.volumes.all { volumes.volumes.load(row) }
        for row in world.volumes.sectors.all { volumes.sectors.load(row) }
        return volumes
    }
}
