import LabCore
import LabCrypto
import LabS3
import LabService
import LabTesting
import LabWorld
import Testing

/// Object Lock through the whole pipeline: mode × hold × operation × principal × bypass × time, every cell on a fork of
/// its own, against a plain statement of AWS's rules.
@Suite struct ObjectLockTableTests {
    enum Who: String, CaseIterable {
        case root
        case administrator
        case user
        case stranger = "999988887777"

        var isInside: Bool { self != .stranger }
        /// The user has every permission but the one to pass governance mode.
        var mayBypass: Bool { self == .root || self == .administrator }
    }

    enum Act: CaseIterable {
        case deleteName
        case deleteVersion
        case deleteInBatch
        case overwrite
        case shorten
        case keep
        case extend
        case lift
        case switchMode
        case holdOn
        case holdOff
        case rewrap
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let mode: ObjectLock.Mode?
        let isHeld: Bool
        let isOver: Bool

        var testDescription: String { "\(mode?.rawValue ?? "no mode"), hold \(isHeld), \(isOver ? "after" : "before")" }
        /// The mode as long as it counts.
        var active: ObjectLock.Mode? { isOver ? nil : mode }
    }

    static let rows: [Row] = [nil, .governance, .compliance].flatMap { mode in
        [false, true].flatMap { isHeld in [false, true].map { Row(mode: mode, isHeld: isHeld, isOver: $0) } }
    }

    @Test(arguments: rows) func everyCellIsAsAWSHasIt(row: Row) async throws {
        let table = try await LockTable(row)
        for act in Act.allCases {
            for who in Who.allCases {
                for bypass in [false, true] {
                    let isDone = try await table.isDone(act, as: who, bypass: bypass)
                    let place: Comment = "\(row.testDescription): \(act) by \(who), bypass \(bypass)"
                    #expect(isDone == Self.isAllowed(act, row, who, bypass), place)
                }
            }
        }
    }

    /// The rules in plain words.
    private static func isAllowed(_ act: Act, _ row: Row, _ who: Who, _ bypass: Bool) -> Bool {
        guard who.isInside else { return false }
        let passes = bypass && who.mayBypass
        switch act {
        case .deleteName, .overwrite, .holdOn, .holdOff: return true
        case .deleteVersion, .deleteInBatch:
            return !row.isHeld && (row.active == nil || (row.active == .governance && passes))
        case .keep, .extend: return true
        case .shorten, .lift, .switchMode: return row.active == nil || (row.active == .governance && passes)
        case .rewrap: return !row.isHeld && row.active == nil
        }
    }
}

/// A lab with one version that is locked as a row says, to try things on.
private struct LockTable {
    let lab: Lab
    let row: ObjectLockTableTests.Row
    let versionID: String
    let keyARN: String
    let until: Timestamp

    private static let key = "2025.csv"
    private static let bucket = "kumo-ledger"

    init(_ row: ObjectLockTableTests.Row) async throws {
        self.row = row
        lab = try InMemoryLab().lab
        until = lab.now + .days(10)
        try await Self.makePeople(in: lab)
        let root = try lab.call(as: InMemoryLab.root())
        let key = try await lab.perform("kms", "CreateKey", [:], as: InMemoryLab.root())
        keyARN = key["KeyMetadata"]?["Arn"]?.string ?? ""
        _ = try await lab.perform(
            CreateBucket.self, CreateBucket.Input(bucket: Self.bucket, objectLockEnabled: true), in: root)
        versionID = try await Self.put(row, until: row.mode == nil ? nil : until, in: lab, root) ?? ""
        if row.isOver { _ = try await lab.advanceClock(by: .days(20)) }
    }

    private static func makePeople(in lab: Lab) async throws {
        let all = #"{"Effect":"Allow","Action":"*","Resource":"*"}"#
        let noBypass = #"{"Effect":"Deny","Action":"s3:BypassGovernanceRetention","Resource":"*"}"#
        for (name, statements) in [("administrator", all), ("user", "\(all),\(noBypass)")] {
            let policy = #"{"Version":"2012-10-17","Statement":[\#(statements)]}"#
            _ = try await lab.perform("iam", "CreateUser", ["UserName": .string(name)], as: InMemoryLab.root())
            let input: JSONObject = [
                "UserName": .string(name), "PolicyName": "p", "PolicyDocument": .string(policy),
            ]
            _ = try await lab.perform("iam", "PutUserPolicy", input, as: InMemoryLab.root())
        }
    }

    private static func put(
        _ row: ObjectLockTableTests.Row?, until: Timestamp?, in lab: Lab, _ call: Call
    ) async throws(ServiceError) -> String? {
        let body = Array("the balance".utf8)
        var headers = ObjectHeaders()
        if let until { headers.lock.retainUntilDate = until.iso8601 }
        headers.lock.mode = row?.mode?.rawValue
        if row?.isHeld == true { headers.lock.legalHold = "ON" }
        let input = PutObject.Input(
            bucket: bucket, key: key, body: MemorySource(body), contentLength: body.count, headers: headers,
            checksums: Self.sums(body))
        return try await lab.perform(PutObject.self, input, in: call).versionID?.text
    }

    private static func sums(_ body: [UInt8]) -> ChecksumHeaders {
        ChecksumHeaders(contentMD5: Base64.encode(DigestAlgorithm.md5.digest(of: body)))
    }

    /// Tries it on a fork. A refusal must be one of permission, and must leave the version as it was.
    func isDone(_ act: ObjectLockTableTests.Act, as who: ObjectLockTableTests.Who, bypass: Bool) async throws -> Bool {
        let fork = lab.fork()
        let call = try fork.call(as: try fork.world.caller(named: who.rawValue))
        let before = try fork.world.s3.version(versionID, of: Self.key, in: Self.bucket).data.protection
        do throws(ServiceError) {
            try await perform(act, bypass, in: fork, call)
            return true
        } catch {
            #expect(error.code.wireName == "AccessDenied", "\(act): \(error.code) \(error.message ?? "")")
            let after = try fork.world.s3.version(versionID, of: Self.key, in: Self.bucket).data.protection
            #expect(after == before)
            return false
        }
    }

    private func perform(
        _ act: ObjectLockTableTests.Act, _ bypass: Bool, in lab: Lab, _ call: Call
    ) async throws(ServiceError) {
        switch act {
        case .deleteName: _ = try await delete(nil, bypass, in: lab, call)
        case .deleteVersion: _ = try await delete(versionID, bypass, in: lab, call)
        case .deleteInBatch: try await deleteInBatch(bypass, in: lab, call)
        case .overwrite: _ = try await Self.put(nil, until: nil, in: lab, call)
        case .shorten: try await retain(mode, later(-1), bypass, in: lab, call)
        case .keep: try await retain(mode, later(0), bypass, in: lab, call)
        case .extend: try await retain(mode, later(30), bypass, in: lab, call)
        case .lift: try await retain(nil, nil, bypass, in: lab, call)
        case .switchMode:
            try await retain(mode == .governance ? .compliance : .governance, later(30), bypass, in: lab, call)
        case .holdOn, .holdOff:
            let status = act == .holdOn ? "ON" : "OFF"
            _ = try await lab.perform(
                PutObjectLegalHold.self,
                .init(bucket: Self.bucket, key: Self.key, versionID: versionID, status: .success(status)), in: call)
        case .rewrap:
            let encryption = UpdateObjectEncryption.Encryption(kmsKeyARN: keyARN)
            _ = try await lab.perform(
                UpdateObjectEncryption.self,
                .init(
                    bucket: Self.bucket, key: Self.key, versionID: versionID, encryption: .success(encryption),
                    checksums: Self.sums([])), in: call)
        }
    }

    private var mode: ObjectLock.Mode { row.mode ?? .governance }

    /// The date, by so many days later; of a retention that is over or was never there, from now on.
    private func later(_ days: Int) -> Timestamp {
        row.active == nil ? lab.now + .days(40 + days) : until + .days(days)
    }

    private func delete(
        _ versionID: String?, _ bypass: Bool, in lab: Lab, _ call: Call
    ) async throws(ServiceError) -> DeleteObject.Output {
        try await lab.perform(
            DeleteObject.self,
            .init(
                bucket: Self.bucket, key: Self.key, versionID: versionID,
                bypassGovernanceRetention: bypass ? true : nil), in: call)
    }

    private func deleteInBatch(_ bypass: Bool, in lab: Lab, _ call: Call) async throws(ServiceError) {
        let batch = DeleteObjects.Batch([.init(key: Self.key, versionID: versionID)])
        let output = try await lab.perform(
            DeleteObjects.self,
            .init(
                bucket: Self.bucket, batch: .success(batch), bypassGovernanceRetention: bypass ? true : nil,
                checksums: Self.sums([])), in: call)
        if let failure = output.errors.first { throw failure.error }
    }

    private func retain(
        _ mode: ObjectLock.Mode?, _ until: Timestamp?, _ bypass: Bool, in lab: Lab, _ call: Call
    ) async throws(ServiceError) {
        let retention = PutObjectRetention.Retention(
            mode: mode?.rawValue, retainUntilDate: until?.iso8601)
        _ = try await lab.perform(
            PutObjectRetention.self,
            .init(
                bucket: Self.bucket, key: Self.key, versionID: versionID, retention: .success(retention),
                bypassGovernanceRetention: bypass), in: call)
    }
}
