public import LabCore

/// Object Lock: what stands in the way of deleting or changing a version. Pure: no state, no clock.
///
/// - SeeAlso: Amazon S3 User Guide, "Locking objects with Object Lock"
public enum ObjectLock {
    /// How strictly a retention holds.
    public enum Mode: String, Sendable, Hashable, Codable, CaseIterable {
        /// Whoever has the permission, and says so, may pass.
        case governance = "GOVERNANCE"
        /// Nobody may pass, not the root user, until the date.
        case compliance = "COMPLIANCE"
    }

    /// Until when a version is kept, and how strictly.
    public struct Retention: Sendable, Hashable, Codable {
        /// How strictly.
        public var mode: Mode
        /// Until when; from this moment on nothing is protected.
        public var retainUntil: Timestamp

        /// A retention.
        public init(mode: Mode, retainUntil: Timestamp) {
            self.mode = mode
            self.retainUntil = retainUntil
        }

        /// Whether it protects at `now`. An expired retention stays visible and protects nothing.
        public func isActive(at now: Timestamp) -> Bool { now < retainUntil }
    }

    /// Everything that protects one version.
    public struct Protection: Sendable, Hashable {
        /// The retention, expired ones included.
        public var retention: Retention?
        /// Whether a legal hold is on.
        public var isLegalHoldOn: Bool

        /// A protection; without arguments none.
        public init(retention: Retention? = nil, isLegalHoldOn: Bool = false) {
            self.retention = retention
            self.isLegalHoldOn = isLegalHoldOn
        }

        /// The mode in force at `now`.
        func activeMode(at now: Timestamp) -> Mode? {
            retention.flatMap { $0.isActive(at: now) ? $0.mode : nil }
        }
    }

    /// The wish to pass governance mode. Wish and permission count together only.
    public struct Bypass: Sendable, Hashable {
        /// Whether the request says `x-amz-bypass-governance-retention: true`.
        public var isRequested: Bool
        /// Whether the caller has `s3:BypassGovernanceRetention`.
        public var isPermitted: Bool

        /// A wish and a permission.
        public init(isRequested: Bool, isPermitted: Bool) {
            self.isRequested = isRequested
            self.isPermitted = isPermitted
        }

        /// Neither.
        public static let none = Bypass(isRequested: false, isPermitted: false)

        /// Whether governance mode may be passed.
        public var counts: Bool { isRequested && isPermitted }
    }

    /// What stands in the way.
    public enum Obstacle: Sendable, Hashable, Error {
        /// A legal hold; no bypass lifts it.
        case legalHold
        /// A retention in governance mode, and no bypass.
        case governance
        /// A retention in compliance mode; nothing lifts it before its date.
        case compliance
    }

    /// Whether the version may be deleted for good; `nil` when nothing stands in the way.
    ///
    /// A delete without a version id never asks: it makes a delete marker.
    public static func mayDelete(_ protection: Protection, bypass: Bypass, now: Timestamp) -> Obstacle? {
        if protection.isLegalHoldOn { return .legalHold }
        switch protection.activeMode(at: now) {
        case nil: return nil
        case .compliance: return .compliance
        case .governance: return bypass.counts ? nil : .governance
        }
    }

    /// Whether the retention may become `new` (`nil`: be removed); `nil` when nothing stands in the way. A legal hold
    /// does not matter here.
    public static func mayChange(
        _ protection: Protection, to new: Retention?, bypass: Bypass, now: Timestamp
    ) -> Obstacle? {
        guard let old = protection.retention, old.isActive(at: now) else { return nil }
        switch old.mode {
        case .compliance:
            let isExtended = new.map { $0.mode == .compliance && $0.retainUntil >= old.retainUntil } ?? false
            return isExtended ? nil : .compliance
        case .governance:
            let isExtended = new.map { $0.mode == .governance && $0.retainUntil >= old.retainUntil } ?? false
            return isExtended || bypass.counts ? nil : .governance
        }
    }

    /// Whether the data key may be put under another key (UpdateObjectEncryption); no bypass counts.
    public static func mayRewrap(_ protection: Protection, now: Timestamp) -> Obstacle? {
        mayDelete(protection, bypass: .none, now: now)
    }
}

extension ObjectData {
    /// Everything that protects the version.
    public var protection: ObjectLock.Protection {
        ObjectLock.Protection(retention: retention, isLegalHoldOn: isLegalHoldOn == true)
    }
}

extension ObjectVersion {
    /// Everything that protects the version; nothing protects a delete marker.
    public var protection: ObjectLock.Protection { data?.protection ?? ObjectLock.Protection() }
}
