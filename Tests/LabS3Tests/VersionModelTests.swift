import LabCore
import LabService
import Testing

@testable import LabS3

/// Long random runs of versions and locks with clock jumps, against a slow, obvious model.
@Suite struct VersionModelTests {
    @Test(arguments: 1...6)
    func aLockedBucketDoesWhatTheModelDoes(seed: UInt64) async throws {
        let lab = try await TestLab.withBucket(lock: true)
        var run = ModelRun(seed: seed, lab: lab, model: Model(versioning: .enabled), hasLock: true)
        for _ in 0..<200 { try await run.step() }
        try await run.compare()
    }

    @Test(arguments: 11...16)
    func aBucketThatSwitchesVersioningDoesWhatTheModelDoes(seed: UInt64) async throws {
        let lab = try await TestLab.withBucket()
        var run = ModelRun(seed: seed, lab: lab, model: Model(versioning: nil), hasLock: false)
        for _ in 0..<200 { try await run.step() }
        try await run.compare()
    }
}

/// What a bucket holds, as a list of versions a key, newest first.
private struct Model {
    struct Version: Equatable {
        var id: String
        var body: [UInt8]?
        var mode: ObjectLock.Mode?
        var until = Timestamp(millisecondsSince1970: 0)
        var isHeld = false

        func isShut(_ now: Timestamp, skips: Bool) -> Bool {
            if isHeld { return true }
            guard let mode, now < until else { return false }
            return mode == .compliance || !skips
        }
    }

    var versioning: VersioningStatus?
    var keys: [String: [Version]] = [:]

    mutating func write(_ key: String, _ version: Version) {
        var version = version
        if versioning != .enabled {
            version.id = "null"
            keys[key]?.removeAll { $0.id == "null" }
        }
        keys[key, default: []].insert(version, at: 0)
    }

    mutating func hide(_ key: String, id: String?) {
        guard versioning != nil else {
            keys[key] = []
            return
        }
        write(key, Version(id: id ?? "null"))
    }

    /// Whether a retention may become another, in the words of the user guide.
    static func mayChange(_ old: Version, _ mode: ObjectLock.Mode?, _ until: Timestamp, _ now: Timestamp, skips: Bool)
        -> Bool
    {
        guard let oldMode = old.mode, now < old.until else { return true }
        if mode == oldMode, until >= old.until { return true }
        return oldMode == .governance && skips
    }
}

/// One run: the lab and the model side by side.
private struct ModelRun {
    private var random: SplitMix
    let seed: UInt64
    let lab: TestLab
    var model: Model
    let hasLock: Bool

    init(seed: UInt64, lab: TestLab, model: Model, hasLock: Bool) {
        random = SplitMix(state: seed)
        self.seed = seed
        self.lab = lab
        self.model = model
        self.hasLock = hasLock
    }

    mutating func step() async throws {
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<3: try await write()
        case 3: try await hide()
        case 4, 5: try await delete()
        case 6: hasLock ? try await retain() : switchVersioning()
        case 7: if hasLock { try await hold() }
        case 8: lab.now = lab.now + .minutes(Int.random(in: -30...3000, using: &random))
        default: try await compare()
        }
    }

    private mutating func key() -> String { "k\(Int.random(in: 0..<4, using: &random))" }

    private mutating func anyVersion() -> (key: String, index: Int, version: Model.Version)? {
        let key = key()
        guard let versions = model.keys[key], !versions.isEmpty else { return nil }
        let index = Int.random(in: versions.indices, using: &random)
        return (key, index, versions[index])
    }

    private mutating func write() async throws {
        let key = key()
        let fill = UInt8.random(in: 0...9, using: &random)
        let body = Array(repeating: fill, count: Int.random(in: 0..<4000, using: &random))
        var version = Model.Version(id: "", body: body)
        var headers = ObjectHeaders()
        if hasLock, Bool.random(using: &random) {
            version.mode = Bool.random(using: &random) ? .governance : .compliance
            version.until = lab.now + .minutes(Int.random(in: 1...4000, using: &random))
            headers.lock.mode = version.mode?.rawValue
            headers.lock.retainUntilDate = version.until.iso8601Milliseconds
        }
        let sum = Base64.encode(ChecksumAlgorithm.crc32.value(of: body))
        let output = try await lab.put(key, body, headers, checksums: ChecksumHeaders(values: [.init(.crc32, sum)]))
        version.id = output.versionID?.text ?? "null"
        model.write(key, version)
    }

    private mutating func hide() async throws {
        let key = key()
        let output = try await lab.delete(key)
        model.hide(key, id: output.versionID?.text)
    }

    private mutating func delete() async throws {
        guard let (key, index, version) = anyVersion() else { return }
        let skips = hasLock && Bool.random(using: &random)
        let error = await refusal {
            try await lab.delete(key, versionID: version.id, bypass: hasLock ? skips : nil)
        }
        let isShut = version.body != nil && version.isShut(lab.now, skips: skips)
        #expect((error?.name == "AccessDenied") == isShut, "seed \(seed)")
        if !isShut {
            #expect(error == nil, "seed \(seed)")
            model.keys[key]?.remove(at: index)
        }
    }

    private mutating func retain() async throws {
        guard let (key, index, version) = anyVersion(), version.body != nil else { return }
        let mode = [nil, .governance, .compliance].randomElement(using: &random) ?? nil as ObjectLock.Mode?
        let until = lab.now + .minutes(Int.random(in: 1...4000, using: &random))
        let skips = Bool.random(using: &random)
        let error = await refusal {
            try await lab.run(
                PutObjectRetention.self,
                .init(
                    bucket: "lab", key: key, versionID: version.id,
                    retention: .success(
                        .init(
                            mode: mode?.rawValue, retainUntilDate: mode == nil ? nil : until.iso8601Milliseconds)),
                    bypassGovernanceRetention: skips))
        }
        let isAllowed = Model.mayChange(version, mode, until, lab.now, skips: skips)
        #expect((error == nil) == isAllowed, "seed \(seed): \(String(describing: error))")
        guard isAllowed else { return }
        model.keys[key]?[index].mode = mode
        model.keys[key]?[index].until = until
    }

    private mutating func hold() async throws {
        guard let (key, index, version) = anyVersion(), version.body != nil else { return }
        let isOn = Bool.random(using: &random)
        _ = try await lab.run(
            PutObjectLegalHold.self,
            .init(bucket: "lab", key: key, versionID: version.id, status: .success(isOn ? "ON" : "OFF")))
        model.keys[key]?[index].isHeld = isOn
    }

    private mutating func switchVersioning() {
        let status: VersioningStatus = Bool.random(using: &random) ? .enabled : .suspended
        lab.change { $0.versioning = status }
        model.versioning = status
    }

    func compare() async throws {
        let listed = try await lab.run(ListObjectVersions.self, .init(ListRequest(bucket: "lab"))).versions
        let expected = model.keys.keys.sorted().flatMap { key in
            (model.keys[key] ?? []).enumerated().map { "\(key) \($0.element.id) \($0.offset == 0)" }
        }
        #expect(listed.map { "\($0.key) \($0.versionID) \($0.isLatest)" } == expected, "seed \(seed)")
        for (key, versions) in model.keys {
            for version in versions {
                let body = try? await lab.get(key, versionID: version.id)
                #expect(body == version.body, "seed \(seed)")
            }
            let current = try? await lab.get(key)
            #expect(current == versions.first?.body, "seed \(seed)")
        }
        let stored = model.keys.values.joined().count { ($0.body?.count ?? 0) > S3Limits.inlineBodyBytes - 64 }
        #expect(lab.state.bodies.count == stored, "seed \(seed): no body is lost or left over")
    }
}

/// A small seeded generator.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
