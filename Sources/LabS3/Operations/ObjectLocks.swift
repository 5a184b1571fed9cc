public import LabCore
public import LabPolicy
public import LabService

/// A request that names a version and nothing else.
public struct VersionRequest: ObjectInput {
    /// The bucket's name.
    public var bucket: String
    /// The key.
    public var key: String
    /// `versionId`.
    public var versionID: String?
    /// How the request was signed.
    public var facts: RequestFacts

    /// A request about a version.
    public init(bucket: String, key: String, versionID: String? = nil, facts: RequestFacts = RequestFacts()) {
        self.bucket = bucket
        self.key = key
        self.versionID = versionID
        self.facts = facts
    }
}

/// `GetObjectRetention`.
///
/// - SeeAlso: Amazon S3 API Reference, "GetObjectRetention"
public enum GetObjectRetention: VersionQuery {
    /// The part of the world that it reads.
    public typealias State = S3State
    /// `GetObjectRetention`.
    public static let name = "GetObjectRetention"
    /// `s3:GetObjectRetention`.
    public static let action = "s3:GetObjectRetention"
    /// Which version.
    public typealias Input = VersionRequest
    /// The retention, an expired one too.
    public typealias Output = ObjectLock.Retention

    /// There must be a retention.
    public static func checkVersion(
        _ input: VersionRequest, _ target: ObjectTarget, _ data: ObjectData, in call: Call, state: S3State
    ) throws(ServiceError) {
        guard target.bucket.objectLock != nil else { throw S3Error.bucketWithoutLock }
        guard data.retention != nil else { throw S3Error.noLock(target.key) }
    }

    /// Says until when the version is kept.
    public static func perform(
        _ input: VersionRequest, on target: ObjectTarget, in call: Call, state: S3State
    ) throws(ServiceError) -> ObjectLock.Retention {
        guard let retention = target.version?.data?.retention else { throw S3Error.noLock(target.key) }
        return retention
    }
}

/// `PutObjectRetention`: sets, extends, shortens or removes a retention, as far as ``ObjectLock/mayChange(_:to:bypass:now:)``
/// lets it.
///
/// - SeeAlso: Amazon S3 API Reference, "PutObjectRetention"
public enum PutObjectRetention: VersionMutation {
    /// The part of the world that it changes.
    public typealias State = S3State
    /// `PutObjectRetention`.
    public static let name = "PutObjectRetention"
    /// `s3:PutObjectRetention`.
    public static let action = "s3:PutObjectRetention"

    /// The body; both are `nil` for an empty one, which removes the retention.
    public struct Retention: Sendable, Hashable {
        /// `Mode`, as sent.
        public var mode: String?
        /// `RetainUntilDate`, as sent.
        public var retainUntilDate: String?

        /// A body.
        public init(mode: String? = nil, retainUntilDate: String? = nil) {
            self.mode = mode
            self.retainUntilDate = retainUntilDate
        }
    }

    /// What to set.
    public struct Input: ObjectInput {
        /// The bucket's name.
        public var bucket: String
        /// The key.
        public var key: String
        /// `versionId`.
        public var versionID: String?
        /// The body.
        public var retention: Decoded<Retention>
        /// `x-amz-bypass-governance-retention`.
        public var bypassGovernanceRetention: Bool
        /// How the request was signed.
        public var facts: RequestFacts

        /// What to set.
        public init(
            bucket: String, key: String, versionID: String? = nil, retention: Decoded<Retention>,
            bypassGovernanceRetention: Bool = false, facts: RequestFacts = RequestFacts()
        ) {
            self.bucket = bucket
            self.key = key
            self.versionID = versionID
            self.retention = retention
            self.bypassGovernanceRetention = bypassGovernanceRetention
            self.facts = facts
        }
    }

    /// `s3:PutObjectRetention`; passing governance mode takes a permission of its own.
    public static func demands(
        _ input: Input, on target: ObjectTarget, in call: Call, state: S3State
    ) -> [AccessDemand] {
        let maker = DemandMaker(target.bucket, input.facts, in: call)
        var demands = [
            maker.onObject(action, target.key, version: target.version, versionID: input.versionID) { context in
                setConditions(input, in: call, to: &context)
            }
        ]
        if input.bypassGovernanceRetention, let version = target.version, needsBypass(input, version, call) {
            demands.append(maker.bypass(target, version, now: call.now))
        }
        return demands + maker.absence(of: target)
    }

    private static func needsBypass(_ input: Input, _ version: ObjectVersion, _ call: Call) -> Bool {
        // Not `try?`: it would take the wish for no retention at all, which is `nil`, for an error.
        do throws(ServiceError) {
            let wanted = try wanted(input, now: call.now)
            return ObjectLock.mayChange(version.protection, to: wanted, bypass: .none, now: call.now) == .governance
        } catch {
            return false
        }
    }

    /// What the request wants, as policies see it.
    public static func setConditions(_ input: Input, in call: Call, to context: inout ConditionContext) {
        guard let body = try? input.retention.get() else { return }
        LockHeaders(mode: body.mode, retainUntilDate: body.retainUntilDate).setConditions(
            in: &context, now: call.now)
    }

    /// The body must make sense, and nothing stand in the way.
    public static func checkVersion(
        _ input: Input, _ target: ObjectTarget, _ data: ObjectData, in call: Call, state: S3State
    ) throws(ServiceError) {
        guard target.bucket.objectLock != nil else { throw S3Error.bucketWithoutLock }
        let wanted = try wanted(input, now: call.now)
        // The permission was demanded wherever the wish could matter.
        let bypass = ObjectLock.Bypass(
            isRequested: input.bypassGovernanceRetention, isPermitted: input.bypassGovernanceRetention)
        let obstacle = ObjectLock.mayChange(data.protection, to: wanted, bypass: bypass, now: call.now)
        guard obstacle == nil else { throw S3Error.lockedAccess }
    }

    /// The retention that the body asks for; `nil` for none.
    private static func wanted(_ input: Input, now: Timestamp) throws(ServiceError) -> ObjectLock.Retention? {
        let body = try input.retention.get()
        if body.mode == nil, body.retainUntilDate == nil { return nil }
        guard let mode = body.mode.flatMap(ObjectLock.Mode.init),
            let date = body.retainUntilDate.flatMap({ Timestamp(iso8601: $0) })
        else { throw S3Error.malformedXML }
        guard date > now else { throw S3Error.retainDateInThePast("RetainUntilDate", date.javaText) }
        return ObjectLock.Retention(mode: mode, retainUntil: date)
    }

    /// Sets the retention.
    public static func change(
        _ data: inout ObjectData, _ input: Input, on target: ObjectTarget, in call: Call
    ) throws(ServiceError) {
        data.retention = try wanted(input, now: call.now)
    }

    /// The body.
    public static func parameters(_ input: Input) -> JSONObject {
        guard let body = try? input.retention.get() else { return [:] }
        var shown: JSONObject = [:]
        shown["Mode"] = body.mode.map(JSONValue.string)
        shown["RetainUntilDate"] = body.retainUntilDate.map(JSONValue.string)
        return ["Retention": .object(shown)]
    }
}

/// `GetObjectLegalHold`.
///
/// - SeeAlso: Amazon S3 API Reference, "GetObjectLegalHold"
public enum GetObjectLegalHold: VersionQuery {
    /// The part of the world that it reads.
    public typealias State = S3State
    /// `GetObjectLegalHold`.
    public static let name = "GetObjectLegalHold"
    /// `s3:GetObjectLegalHold`.
    public static let action = "s3:GetObjectLegalHold"
    /// Which version.
    public typealias Input = VersionRequest

    /// The hold.
    public struct Output: Sendable {
        /// `ON` or `OFF`.
        public let isOn: Bool
    }

    /// A hold must have been set.
    public static func checkVersion(
        _ input: VersionRequest, _ target: ObjectTarget, _ data: ObjectData, in call: Call, state: S3State
    ) throws(ServiceError) {
        guard target.bucket.objectLock != nil else { throw S3Error.bucketWithoutLock }
        guard data.isLegalHoldOn != nil else { throw S3Error.noLock(target.key) }
    }

    /// Says whether the hold is on.
    public static func perform(
        _ input: VersionRequest, on target: ObjectTarget, in call: Call, state: S3State
    ) throws(ServiceError) -> Output {
        Output(isOn: target.version?.data?.isLegalHoldOn == true)
    }
}

/// `PutObjectLegalHold`: on or off, whatever the retention says.
///
/// - SeeAlso: Amazon S3 API Reference, "PutObjectLegalHold"
public enum PutObjectLegalHold: VersionMutation {
    /// The part of the world that it changes.
    public typealias State = S3State
    /// `PutObjectLegalHold`.
    public static let name = "PutObjectLegalHold"
    /// `s3:PutObjectLegalHold`.
    public static let action = "s3:PutObjectLegalHold"

    /// What to set.
    public struct Input: ObjectInput {
        /// The bucket's name.
        public var bucket: String
        /// The key.
        public var key: String
        /// `versionId`.
        public var versionID: String?
        /// The body's `Status`, as sent.
        public var status: Decoded<String?>
        /// How the request was signed.
        public var facts: RequestFacts

        /// What to set.
        public init(
            bucket: String, key: String, versionID: String? = nil, status: Decoded<String?>,
            facts: RequestFacts = RequestFacts()
        ) {
            self.bucket = bucket
            self.key = key
            self.versionID = versionID
            self.status = status
            self.facts = facts
        }
    }

    /// `s3:object-lock-legal-hold`.
    public static func setConditions(_ input: Input, in call: Call, to context: inout ConditionContext) {
        guard case .success(let status) = input.status else { return }
        context.set("s3:object-lock-legal-hold", status)
    }

    /// The status must be one.
    public static func checkVersion(
        _ input: Input, _ target: ObjectTarget, _ data: ObjectData, in call: Call, state: S3State
    ) throws(ServiceError) {
        guard target.bucket.objectLock != nil else { throw S3Error.bucketWithoutLock }
        _ = try isOn(input)
    }

    private static func isOn(_ input: Input) throws(ServiceError) -> Bool {
        switch try input.status.get() {
        case "ON": return true
        case "OFF": return false
        default: throw S3Error.malformedXML
        }
    }

    /// Sets the hold.
    public static func change(
        _ data: inout ObjectData, _ input: Input, on target: ObjectTarget, in call: Call
    ) throws(ServiceError) {
        data.isLegalHoldOn = try isOn(input)
    }

    /// The status.
    public static func parameters(_ input: Input) -> JSONObject {
        guard case .success(let status?) = input.status else { return [:] }
        return ["LegalHold": ["Status": .string(status)]]
    }
}
