import LabCore
import LabKMS
import LabS3
import LabService

/// How many object versions are wrapped by each generation of a key's material, and how many could be opened at another
/// time.
struct ObjectCount {
    private let key: KeyRecord?
    private let later: KeyRecord?
    private var counts: [String: Int] = [:]

    init(_ arn: String, _ world: WorldState, _ laterWorld: WorldState) {
        key = world.kms.key(named: arn, in: .standard)
        later = laterWorld.kms.key(named: arn, in: .standard)
        for version in world.s3.objects.all {
            guard let material = version.material(under: arn) else { continue }
            counts[material, default: 0] += 1
        }
    }

    /// `{"total": 12, "byMaterial": [9, 3], "openLater": 0}`; `nil` when there are none.
    var json: JSONValue? {
        let total = counts.values.reduce(0, +)
        guard let key, total > 0 else { return nil }
        let byMaterial = key.materials.map { JSONValue.integer(Int64(counts[$0.id, default: 0])) }
        return [
            "total": .integer(Int64(total)), "byMaterial": .array(byMaterial), "openLater": .integer(Int64(openLater)),
        ]
    }

    private var openLater: Int {
        guard let later, later.state == .enabled else { return 0 }
        return later.materials.reduce(0) { $0 + ($1.wrapped == nil ? 0 : counts[$1.id, default: 0]) }
    }
}

extension ObjectVersion {
    /// The generation of `arn`'s material that wrapped the version's data key; `nil` under another key or none.
    fileprivate func material(under arn: String) -> String? {
        switch data?.encryption {
        case .kms(let key), .dsse(let key, _):
            key.keyARN == arn ? CiphertextBlob(key.ciphertext.bytes)?.materialID : nil
        default: nil
        }
    }
}
