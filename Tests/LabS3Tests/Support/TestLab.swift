import LabCore
import LabCrypto
import LabPolicy
import LabService

@testable import LabS3

/// A small pipeline around the object store, in the order of the real one: resolve, authorise, check, prepare, and once
/// more on the state that is changed.
final class TestLab {
    var state: S3State
    let keys = FakeKeys()
    let random: any RandomSource
    var now: Timestamp
    var caller = Caller(.root(.standard))
    var origin = RequestOrigin()
    var region = Region.standard
    /// Identity policies of callers that are not root, as texts.
    var identityPolicies: [String] = []
    /// The actions that were demanded, in order.
    private(set) var demanded: [String] = []

    init(
        store: any BodyStore = MemoryBodyStore(), options: S3Options = S3Options(),
        random: any RandomSource = OpenSSLRandom()
    ) {
        state = S3State(store: store, options: options)
        self.random = random
        // 2026-11-25T13:12:06Z
        now = Timestamp(millisecondsSince1970: 1_795_612_326_000)
    }

    /// A lab with a bucket `lab`.
    static func withBucket(
        versioning: VersioningStatus? = nil, lock: Bool = false, options: S3Options = S3Options(),
        store: any BodyStore = MemoryBodyStore()
    ) async throws -> TestLab {
        let lab = TestLab(store: store, options: options)
        _ = try await lab.run(CreateBucket.self, .init(bucket: "lab", objectLockEnabled: lock))
        if let versioning { lab.change { $0.versioning = versioning } }
        return lab
    }

    static let alice = Caller(.user(account: .standard, path: "/", name: "alice", id: "AIDAALICE"))
    static let stranger = Caller(
        .user(account: AccountID("999988887777") ?? .standard, path: "/", name: "mallory", id: "AIDAMALLORY"))
    static let anonymous = Caller(.anonymous)

    func change(_ bucket: String = "lab", _ change: (inout Bucket) -> Void) {
        guard var row = state.buckets[BucketID(bucket)] else { return }
        change(&row)
        state.buckets.put(row)
    }

    var call: Call {
        Call(caller: caller, origin: origin, region: region, now: now, random: random, requestID: "TEST")
    }

    var services: Services { Services(keys: keys) }

    func run<Q: Query>(_ query: Q.Type, _ input: Q.Input) async throws(ServiceError) -> Q.Output
    where Q.State == S3State {
        let call = call
        let target = try permit(query, input, call, state)
        return try Q.perform(input, on: target, in: call, state: state)
    }

    func run<Q: AsyncQuery>(_ query: Q.Type, _ input: Q.Input) async throws(ServiceError) -> Q.Output
    where Q.State == S3State {
        let call = call
        let target = try permit(query, input, call, state)
        return try await Q.perform(input, on: target, in: call, state: state, services: services)
    }

    /// - Parameter meanwhile: What others do between the preparation and the writer.
    func run<M: Mutation>(
        _ mutation: M.Type, _ input: M.Input, meanwhile: () async throws(ServiceError) -> Void = {}
    ) async throws(ServiceError) -> M.Output where M.State == S3State {
        let call = call
        let target = try permit(mutation, input, call, state)
        let prepared = try await M.prepare(input, on: target, in: call, state: state, services: services)
        try await meanwhile()
        let final = try permit(mutation, input, call, state)
        var changed = state
        let output = try M.apply(input, on: final, prepared: prepared, in: call, to: &changed)
        _ = changed.drainChanges()
        state = changed
        return output
    }

    /// Does everything that is due by now.
    func performDueWork() throws -> [ServiceEvent] {
        var events: [ServiceEvent] = []
        while let due = state.nextDue, due <= now { events += try state.performNextDue(random: random) }
        return events
    }

    private func permit<O: Operation>(
        _ operation: O.Type, _ input: O.Input, _ call: Call, _ state: S3State
    ) throws(ServiceError) -> O.Target where O.State == S3State {
        var target = try O.resolve(input, in: call, on: state)
        try permit(O.demands(input, on: target, in: call, state: state), call)
        var refused: [Int: ServiceError] = [:]
        for (place, part) in O.partDemands(input, on: target, in: call, state: state).enumerated() {
            do throws(ServiceError) { try permit(part, call) } catch { refused[place] = error }
        }
        O.mark(&target, refused: refused)
        try O.check(input, on: target, in: call, state: state)
        return target
    }

    private func permit(_ demands: [AccessDemand], _ call: Call) throws(ServiceError) {
        for demand in demands {
            demanded.append(demand.action)
            guard !decide(demand, call) else { continue }
            throw demand.refusal ?? ServiceError(S3Error.Code.accessDenied, "denied: \(demand.action)")
        }
    }

    private func decide(_ demand: AccessDemand, _ call: Call) -> Bool {
        var context = demand.context
        context.set("aws:SecureTransport", call.origin.isSecure)
        let request = AccessRequest(
            principal: call.caller.principal, action: demand.action, resource: demand.resource,
            resourceOwner: demand.owner ?? call.account, context: context, time: call.now)
        let identity = identityPolicies.compactMap { text in
            (try? PolicyDocument(parsing: text, kind: .identity(.managed))).map {
                AttachedPolicy($0, name: "identity", holder: .user("user"))
            }
        }
        let policies = ApplicablePolicies(resource: demand.policy, identity: identity, grants: demand.grants)
        return PolicyEvaluator.decide(request, policies, rules: demand.rules).isAllowed
    }
}

extension TestLab {
    static let allowEverything =
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#

    /// Writes an object.
    @discardableResult
    func put(
        _ key: String, _ body: [UInt8] = Array("hello".utf8), _ headers: ObjectHeaders = ObjectHeaders(),
        bucket: String = "lab", checksums: ChecksumHeaders = ChecksumHeaders(),
        conditions: WriteConditions = WriteConditions(), facts: RequestFacts = RequestFacts()
    ) async throws(ServiceError) -> PutObject.Output {
        try await run(
            PutObject.self,
            PutObject.Input(
                bucket: bucket, key: key, body: MemorySource(body), contentLength: body.count, headers: headers,
                checksums: checksums, conditions: conditions, facts: facts))
    }

    func put(
        _ key: String, _ body: [UInt8] = Array("hello".utf8), encryption: EncryptionHeaders
    ) async throws(ServiceError) -> PutObject.Output {
        try await put(key, body, ObjectHeaders(encryption: encryption))
    }

    /// Reads an object whole.
    func get(
        _ key: String, versionID: String? = nil, range: String? = nil,
        customerKey: CustomerKeyHeaders = CustomerKeyHeaders(), facts: RequestFacts = RequestFacts()
    ) async throws(ServiceError) -> [UInt8] {
        try await read(key, versionID: versionID, range: range, customerKey: customerKey, facts: facts).body.collect()
    }

    func read(
        _ key: String, versionID: String? = nil, range: String? = nil,
        customerKey: CustomerKeyHeaders = CustomerKeyHeaders(), facts: RequestFacts = RequestFacts(),
        checksum: Bool = false
    ) async throws(ServiceError) -> GetObject.Output {
        try await run(
            GetObject.self,
            ObjectReadRequest(
                bucket: "lab", key: key, versionID: versionID, range: range, isChecksumModeEnabled: checksum,
                customerKey: customerKey, facts: facts))
    }

    func head(
        _ key: String, versionID: String? = nil, checksum: Bool = false,
        customerKey: CustomerKeyHeaders = CustomerKeyHeaders()
    ) async throws(ServiceError) -> ObjectDescription {
        try await run(
            HeadObject.self,
            ObjectReadRequest(
                bucket: "lab", key: key, versionID: versionID, isChecksumModeEnabled: checksum,
                customerKey: customerKey))
    }

    @discardableResult
    func delete(
        _ key: String, versionID: String? = nil, bypass: Bool? = nil
    ) async throws(ServiceError) -> DeleteObject.Output {
        try await run(
            DeleteObject.self,
            DeleteObject.Input(bucket: "lab", key: key, versionID: versionID, bypassGovernanceRetention: bypass))
    }

    /// The keys of the bucket, in order.
    func list() async throws(ServiceError) -> [String] {
        try await run(ListObjectsV2.self, ListObjectsV2.Input(ListRequest(bucket: "lab"))).page.contents.map(\.key)
    }
}

extension ServiceError {
    /// The code's name.
    var name: String { code.wireName }
}

/// The error that `body` throws; `nil` when it throws none.
func refusal(_ body: () async throws -> some Any) async -> ServiceError? {
    do {
        _ = try await body()
        return nil
    } catch {
        return error as? ServiceError
    }
}
