// Object Lock: a version that nobody can delete before its time, not even the account's root user.
//
//     swift run ObjectLock
//
// The lab's clock is ours to move, so thirty days take no time at all.

import KMSLab

let lab = try Lab.inMemory()
let bucket = "kumo-ledger"

/// What S3 answers when root tries to delete a version: `deleted`, or its error.
func deletion(of version: VersionID?, bypassingGovernance: Bool = false) async throws -> String {
    let input = DeleteObject.Input(
        bucket: bucket, key: "2026.csv", versionID: version?.text, bypassGovernanceRetention: bypassingGovernance)
    do {
        _ = try await lab.perform(DeleteObject.self, input, in: try lab.call(as: .root))
        return "deleted"
    } catch {
        return "\(error.code)"
    }
}

/// The text that a reader gets, or S3's error.
func reading(_ version: VersionID? = nil) async throws -> String {
    let request = ObjectReadRequest(bucket: bucket, key: "2026.csv", versionID: version?.text)
    do {
        let object = try await lab.perform(GetObject.self, request, in: try lab.call(as: .root))
        return String(decoding: try object.body.collect(), as: UTF8.self)
    } catch {
        return "\(error.code)"
    }
}

// Locks need versions, so such a bucket keeps every version from the start.
_ = try await lab.perform(
    CreateBucket.self, .init(bucket: bucket, objectLockEnabled: true), in: try lab.call(as: .root))

// A version that is held for thirty days, in compliance mode: the mode without a key to it. S3 takes no lock without a
// digest of the body: what cannot be taken back should at least be what was meant.
let until = lab.now + .days(30)
let ledger = Array("balance;12".utf8)
let digest = Base64.encode(DigestAlgorithm.sha256.digest(of: ledger))
let stored = try await lab.perform(
    PutObject.self,
    .init(
        bucket: bucket, key: "2026.csv", body: MemorySource(ledger),
        headers: ObjectHeaders(lock: LockHeaders(mode: "COMPLIANCE", retainUntilDate: until.iso8601)),
        checksums: ChecksumHeaders(values: [.init(.sha256, digest)])),
    in: try lab.call(as: .root))
print("1. held until                \(until.iso8601.prefix(10))")

print("2. root deletes the version  \(try await deletion(of: stored.versionID))")
print("3. root bypasses governance  \(try await deletion(of: stored.versionID, bypassingGovernance: true))")

// Without a version, deletion only hides the name behind a marker. The lock does not stop that, and nothing is lost.
print("4. root deletes the name     \(try await deletion(of: nil))")
print("5. the name reads            \(try await reading())")
print("6. the version reads         \(try await reading(stored.versionID))")

// A longer hold is always allowed, a shorter one never.
for days in [10, 60] {
    let date = (lab.now + .days(days)).iso8601
    let input = PutObjectRetention.Input(
        bucket: bucket, key: "2026.csv", versionID: stored.versionID?.text,
        retention: .success(.init(mode: "COMPLIANCE", retainUntilDate: date)))
    do {
        _ = try await lab.perform(PutObjectRetention.self, input, in: try lab.call(as: .root))
        print("7. held for \(days) days          allowed")
    } catch {
        print("7. held for \(days) days          \(error.code)")
    }
}

// Time passes. The lock is over by itself; nobody has to do anything, and nothing happens to the version.
_ = try await lab.advanceClock(by: .days(61))
print("8. 61 days later             \(try await deletion(of: stored.versionID))")
