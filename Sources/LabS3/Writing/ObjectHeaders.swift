import LabCore

/// The Object Lock headers of a write, exactly as sent.
public struct LockHeaders: Sendable, Hashable {
    /// `x-amz-object-lock-mode`.
    public var mode: String?
    /// `x-amz-object-lock-retain-until-date`.
    public var retainUntilDate: String?
    /// `x-amz-object-lock-legal-hold`.
    public var legalHold: String?

    /// The headers; without arguments none.
    public init(mode: String? = nil, retainUntilDate: String? = nil, legalHold: String? = nil) {
        self.mode = mode
        self.retainUntilDate = retainUntilDate
        self.legalHold = legalHold
    }

    /// Whether the request says anything about locks.
    public var isPresent: Bool { mode != nil || retainUntilDate != nil || legalHold != nil }
    /// Whether the request says anything about retention.
    var hasRetention: Bool { mode != nil || retainUntilDate != nil }
}

/// The access control headers of a write, exactly as sent.
public struct AccessHeaders: Sendable, Hashable {
    /// `x-amz-acl`: a canned list.
    public var acl: String?
    /// `x-amz-grant-full-control`.
    public var grantFullControl: String?
    /// `x-amz-grant-read`.
    public var grantRead: String?
    /// `x-amz-grant-read-acp`.
    public var grantReadACP: String?
    /// `x-amz-grant-write`; for buckets only.
    public var grantWrite: String?
    /// `x-amz-grant-write-acp`.
    public var grantWriteACP: String?

    /// The headers; without arguments none.
    public init(
        acl: String? = nil, grantFullControl: String? = nil, grantRead: String? = nil, grantReadACP: String? = nil,
        grantWrite: String? = nil, grantWriteACP: String? = nil
    ) {
        self.acl = acl
        self.grantFullControl = grantFullControl
        self.grantRead = grantRead
        self.grantReadACP = grantReadACP
        self.grantWrite = grantWrite
        self.grantWriteACP = grantWriteACP
    }

    /// The grant headers with what they grant.
    var grants: [(header: String, permission: AccessControlList.Permission, value: String)] {
        let all: [(String, AccessControlList.Permission, String?)] = [
            ("x-amz-grant-full-control", .fullControl, grantFullControl), ("x-amz-grant-read", .read, grantRead),
            ("x-amz-grant-read-acp", .readACP, grantReadACP), ("x-amz-grant-write", .write, grantWrite),
            ("x-amz-grant-write-acp", .writeACP, grantWriteACP),
        ]
        return all.compactMap { header, permission, value in value.map { (header, permission, $0) } }
    }

    /// Whether the request says anything about access.
    public var isPresent: Bool { acl != nil || !grants.isEmpty }
}

/// What a write gives an object beside its body: shared by PutObject, CreateMultipartUpload and CopyObject.
public struct ObjectHeaders: Sendable, Hashable {
    /// The headers and metadata that come back with the body.
    public var properties: ObjectProperties
    /// `x-amz-tagging`: tags as a query string.
    public var tagging: String?
    /// The encryption.
    public var encryption: EncryptionHeaders
    /// The locks.
    public var lock: LockHeaders
    /// The access control list.
    public var access: AccessHeaders

    /// Headers; without arguments none.
    public init(
        properties: ObjectProperties = ObjectProperties(), tagging: String? = nil,
        encryption: EncryptionHeaders = EncryptionHeaders(), lock: LockHeaders = LockHeaders(),
        access: AccessHeaders = AccessHeaders()
    ) {
        self.properties = properties
        self.tagging = tagging
        self.encryption = encryption
        self.lock = lock
        self.access = access
    }
}
