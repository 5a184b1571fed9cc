import LabCore
import LabKMS
import LabTrail

/// What happened around a key, a user or everything, and what will happen by itself.
///
/// Nothing about the future is computed from rules: a fork of the lab gets its clock moved, and what its trail says then
/// is what would happen.
struct Timeline {
    private let lab: Lab
    private let now: Timestamp
    private let until: Timestamp
    /// The lab at `until`: the lab itself when that has passed.
    private let later: Lab
    private let past: [NumberedRecord]
    private let future: [NumberedRecord]
    private let isCut: Bool
    private let keyNames: [String]
    private let region: Region

    init(_ input: DoorInput, of lab: Lab) async throws(ServiceError) {
        self.lab = lab
        now = lab.now
        region = try input.region() ?? .standard
        keyNames = try input.texts("key")
        until = try input.moment("until", now: now, isEnd: true) ?? now
        var filter = EventFilter()
        let region = region
        filter.key = keyNames.flatMap { lab.world.kms.names(of: $0, in: region) }
        filter.users = try input.texts("user")
        filter.from = try input.moment("since", now: now, isEnd: false)
        filter.to = min(until, now)
        let own = try lab.records(filter, last: LabLimits.timelineEvents)
        isCut = own.count == LabLimits.timelineEvents
        if !filter.users.isEmpty, filter.key.isEmpty { filter.key = own.keyARNs }
        past = filter.users.isEmpty ? own : try Self.addingServices(to: own, filter, of: lab)
        let (later, future) = try await Self.lookAhead(lab, from: now, to: until)
        self.later = later
        self.future = future.filter { event in
            filter.key.isEmpty || [event].keyARNs.contains { filter.key.contains($0) }
        }
    }

    /// With what services did by themselves to the keys that somebody used.
    private static func addingServices(
        to own: [NumberedRecord], _ filter: EventFilter, of lab: Lab
    ) throws(ServiceError) -> [NumberedRecord] {
        guard !filter.key.isEmpty else { return own }
        var filter = filter
        filter.users = []
        let known = Set(own.map(\.number))
        let services = try lab.records(filter, last: LabLimits.timelineEvents).filter { event in
            event.record["eventType"]?.string == "AwsServiceEvent" && !known.contains(event.number)
        }
        return (own + services).sorted { $0.number < $1.number }
    }

    /// A fork of the lab at another time, and what happens there on the way.
    private static func lookAhead(
        _ lab: Lab, from now: Timestamp, to until: Timestamp
    ) async throws(ServiceError) -> (Lab, [NumberedRecord]) {
        guard until > now else { return (lab, []) }
        let fork = lab.fork()
        let start = fork.eventCount
        _ = try await fork.advanceClock(by: until - now)
        return (fork, try fork.records(after: start, limit: LabLimits.timelineEvents))
    }
}

extension Timeline {
    var json: JSONObject {
        var json: JSONObject = [
            "now": .string(now.iso8601Milliseconds), "until": .string(until.iso8601Milliseconds),
            "isFork": .bool(until > now), "isCut": .bool(isCut),
            "events": .array(past.map { event($0, isFuture: false) } + future.map { event($0, isFuture: true) }),
            "keys": .array(keys.map(key)),
        ]
        if keyNames.count == 1, let arn = keys.first { json["objects"] = ObjectCount(arn, lab.world, later.world).json }
        return json
    }

    private func event(_ event: NumberedRecord, isFuture: Bool) -> JSONValue {
        let actor = EventActor(event.record)
        var json: JSONObject = [
            "number": .integer(Int64(event.number)), "time": .string(event.time.iso8601Milliseconds),
            "who": .string(actor.name), "name": event.record["eventName"] ?? .null,
            "source": event.record["eventSource"] ?? .null, "readOnly": event.record["readOnly"] ?? .null,
        ]
        json["via"] = actor.via.map { .string($0) }
        json["service"] = actor.isService ? true : nil
        json["error"] = event.record["errorCode"]
        json["key"] = [event].keyARNs.first.map { .string($0) }
        json["future"] = isFuture ? true : nil
        return .object(json)
    }

    /// The keys that have a lane: those asked for, else those that the most events are about.
    private var keys: [String] {
        guard keyNames.isEmpty else {
            return keyNames.map { name in
                lab.world.kms.key(named: name, in: region)?.arn.description
                    ?? (past + future).keyARNs.first { $0.hasSuffix(name) } ?? name
            }
        }
        var counts: [String: Int] = [:]
        let arns = (past + future).map { [$0].keyARNs.first }.compactMap { $0 }
        for arn in arns { counts[arn, default: 0] += 1 }
        let chosen = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(LabLimits.timelineKeys)
        return chosen.map(\.key)
    }

    private func key(_ arn: String) -> JSONValue {
        let known = lab.world.kms.key(named: arn, in: region)
        let then = later.world.kms.key(named: arn, in: region) ?? known
        var json: JSONObject = ["arn": .string(arn)]
        json["name"] = known.flatMap { lab.world.kms.aliases(pointingTo: $0.address).first?.address.name }
            .map { .string($0) }
        json["state"] = known.map { .string($0.state.rawValue) }
        json["materials"] = .array((then?.materials ?? []).enumerated().map(Self.generation))
        json["deletionDate"] = known?.deletionDate.map { .string($0.iso8601Milliseconds) }
        let end = (past + future).last { event in
            event.record["eventName"] == "DeleteKey" && [event].keyARNs.contains(arn)
        }
        json["deleted"] = end.map { .string($0.time.iso8601Milliseconds) }
        return .object(json)
    }

    private static func generation(_ index: Int, _ material: KeyMaterialRecord) -> JSONValue {
        [
            "number": .integer(Int64(index + 1)), "id": .string(material.id),
            "from": .string((material.rotatedAt ?? material.createdAt).iso8601Milliseconds),
        ]
    }
}

extension [NumberedRecord] {
    /// The ARNs of keys that the events are about, each once, in order.
    fileprivate var keyARNs: [String] {
        var arns: [String] = []
        for resource in flatMap({ $0.record["resources"]?.array ?? [] }) {
            guard resource["type"]?.string == "AWS::KMS::Key", let arn = resource["ARN"]?.string, !arns.contains(arn)
            else { continue }
            arns.append(arn)
        }
        return arns
    }
}
