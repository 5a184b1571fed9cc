public import LabCore
import LabPolicy
public import LabService

/// `ListPublicKeys`: the public keys that verify the digests of a time, in this Region.
///
/// - SeeAlso: AWS CloudTrail API Reference, "ListPublicKeys"
public enum ListPublicKeys: MemberOperation, Query {
    /// The part of the world that it reads.
    public typealias State = TrailState
    /// `ListPublicKeys`.
    public static let name = "ListPublicKeys"
    /// CloudTrail.
    public static let service = Service.cloudTrail
    /// Reads.
    public static let isReadOnly = true

    /// Which time; without a word now.
    public struct Input: MemberInput {
        let start: Timestamp?
        let end: Timestamp?
        let token: String?

        /// Reads the members.
        public init(_ members: MemberReader) {
            start = members.timestamp("StartTime")
            end = members.timestamp("EndTime")
            token = members.string("NextToken")
        }
    }

    /// The keys.
    public struct Output: JSONOutput {
        /// The members.
        public let json: JSONObject
    }

    /// All keys, or none.
    public static func resolve(_ input: Input, in call: Call, on state: TrailState) throws(ServiceError) {}

    /// The action on everything.
    public static func demands(
        _ input: Input, on target: Void, in call: Call, state: TrailState
    ) -> [AccessDemand] { [TrailDemand.everything(name)] }

    /// A start before the end. No answer has a token: nobody can have one.
    public static func check(
        _ input: Input, on target: Void, in call: Call, state: TrailState
    ) throws(ServiceError) {
        guard input.token == nil else { throw TrailError.invalidToken }
        if let start = input.start, let end = input.end, start > end { throw TrailError.invalidRange }
    }

    /// Lists them, oldest first.
    public static func perform(
        _ input: Input, on target: Void, in call: Call, state: TrailState
    ) throws(ServiceError) -> Output {
        let (start, end) = (input.start ?? input.end ?? call.now, input.end ?? max(call.now, input.start ?? call.now))
        let keys = state.keys.all.filter { key in
            key.id.region == call.region && key.validFrom <= end && key.validTo > start
        }
        let sorted = keys.sorted { ($0.validFrom, $0.id) < ($1.validFrom, $1.id) }
        return Output(json: ["PublicKeyList": .array(sorted.map { .object($0.json) })])
    }

    /// The time.
    public static func audit(_ input: Input, target: Void?, output: Output?, in call: Call) -> AuditDetail {
        var parameters: JSONObject = [:]
        parameters["startTime"] = input.start.map { .string($0.cloudTrailText) }
        parameters["endTime"] = input.end.map { .string($0.cloudTrailText) }
        return AuditDetail(requestParameters: parameters.isEmpty ? nil : parameters)
    }
}

extension DigestKeyRecord {
    /// As ListPublicKeys answers it.
    fileprivate var json: JSONObject {
        [
            "Value": .base64(publicKey.bytes), "ValidityStartTime": .epochSeconds(validFrom),
            "ValidityEndTime": .epochSeconds(validTo), "Fingerprint": .string(id.fingerprint),
        ]
    }
}
