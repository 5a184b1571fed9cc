public import LabCore
public import LabService

/// `CreateAccessKey`: a new pair of id and secret. Nobody can read the secret again.
///
/// - SeeAlso: IAM API Reference, "CreateAccessKey"
public enum CreateAccessKey: OwnUserOperation, IAMMutation {
    /// A user, or who asks.
    public typealias Input = GetUser.Input
    /// `CreateAccessKey`.
    public static let name = "CreateAccessKey"

    /// The key with its secret.
    public struct Output: JSONOutput {
        /// The key.
        public let key: AccessKeyRecord
        /// The secret.
        public let secret: Sensitive<String>

        /// The member.
        public var json: JSONObject {
            var members = key.json
            members["SecretAccessKey"] = .string(secret.exposed)
            return ["AccessKey": .object(members)]
        }
    }

    /// Two keys are the most.
    public static func check(
        _ input: Input, on target: UserOrRoot, in call: Call, state: IdentityState
    ) throws(ServiceError) {
        let owner = try target.requireKeyOwner()
        guard state.accessKeys(of: owner, in: call.account).count < IdentityLimits.accessKeysPerUser else {
            throw IAMError.quota("AccessKeysPerUser", IdentityLimits.accessKeysPerUser)
        }
    }

    /// Makes the key.
    public static func apply(
        _ input: Input, on target: UserOrRoot, prepared: Void, in call: Call, to state: inout IdentityState
    ) throws(ServiceError) -> Output {
        let id = try AccessKeyID.make(.longTerm, for: call.account, from: call.random)
        let secret = try NewSecret.secretAccessKey(from: call.random)
        let sealed = try state.seal(secret, name: AccessKeyRecord.sealName(id), random: call.random)
        let key = AccessKeyRecord(
            id: id, account: call.account, userName: try target.requireKeyOwner(), secret: sealed, status: .active,
            createdAt: call.now)
        state.accessKeys.put(key)
        return Output(key: key, secret: secret)
    }
}

/// `ListAccessKeys`: the keys of a user, without secrets.
///
/// - SeeAlso: IAM API Reference, "ListAccessKeys"
public enum ListAccessKeys: OwnUserOperation, IAMQuery {
    /// `ListAccessKeys`.
    public static let name = "ListAccessKeys"

    /// Whose, and which page.
    public struct Input: OwnUserInput {
        /// The user; who asks, for `nil`.
        public var userName: String?
        /// The page.
        public var page: PageRequest

        /// Whose, and which page.
        public init(_ userName: String? = nil, page: PageRequest = PageRequest()) {
            self.userName = userName
            self.page = page
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            userName = members.optionalUserName()
            page = PageRequest(members)
        }

        /// Name and page.
        public var parameters: JSONObject {
            page.appended(to: JSONObject(present: ["userName": .text(userName)]))
        }
    }

    /// A page.
    public struct Output: JSONOutput {
        /// The page.
        public let page: Listing<AccessKeyRecord>
        /// The members.
        public var json: JSONObject { page.json("AccessKeyMetadata") { .object($0.json) } }
    }

    /// Reads the page.
    public static func perform(
        _ input: Input, on target: UserOrRoot, in call: Call, state: IdentityState
    ) throws(ServiceError) -> Output {
        let keys = state.accessKeys(of: try target.requireKeyOwner(), in: call.account)
        return Output(page: try Listing(keys, input.page, key: \.id.text))
    }
}

/// `UpdateAccessKey`: lets a key sign or not.
///
/// - SeeAlso: IAM API Reference, "UpdateAccessKey"
public enum UpdateAccessKey: OwnUserOperation, IAMMutation {
    /// Nothing.
    public typealias Output = EmptyOutput
    /// `UpdateAccessKey`.
    public static let name = "UpdateAccessKey"

    /// Which key, and whether it may sign.
    public struct Input: OwnUserInput {
        /// The user; who asks, for `nil`.
        public var userName: String?
        /// The key's id.
        public var accessKeyID: String
        /// Whether it may sign.
        public var status: AccessKeyRecord.Status

        /// Which key, and whether it may sign.
        public init(_ accessKeyID: String, _ status: AccessKeyRecord.Status, of userName: String? = nil) {
            self.userName = userName
            self.accessKeyID = accessKeyID
            self.status = status
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            userName = members.optionalUserName()
            accessKeyID = members.accessKeyID()
            status = members.requiredEnumeration("Status", AccessKeyRecord.Status.self)
        }

        /// Everything that was asked for.
        public var parameters: JSONObject {
            JSONObject(present: [
                "userName": .text(userName), "accessKeyId": .string(accessKeyID), "status": .string(status.rawValue),
            ])
        }
    }

    /// Changes it.
    public static func apply(
        _ input: Input, on target: UserOrRoot, prepared: Void, in call: Call, to state: inout IdentityState
    ) throws(ServiceError) -> EmptyOutput {
        guard input.status != .expired else {
            throw IAMError.invalidInput("An access key can be set to Active or Inactive.")
        }
        var key = try target.requireKey(input.accessKeyID, in: call, state)
        key.status = input.status
        state.accessKeys.put(key)
        return EmptyOutput()
    }
}

/// `DeleteAccessKey`.
///
/// - SeeAlso: IAM API Reference, "DeleteAccessKey"
public enum DeleteAccessKey: OwnUserOperation, IAMMutation {
    /// Nothing.
    public typealias Output = EmptyOutput
    /// `DeleteAccessKey`.
    public static let name = "DeleteAccessKey"

    /// Which key.
    public struct Input: OwnUserInput {
        /// The user; who asks, for `nil`.
        public var userName: String?
        /// The key's id.
        public var accessKeyID: String

        /// Which key.
        public init(_ accessKeyID: String, of userName: String? = nil) {
            self.userName = userName
            self.accessKeyID = accessKeyID
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            userName = members.optionalUserName()
            accessKeyID = members.accessKeyID()
        }

        /// Whose, and which one.
        public var parameters: JSONObject {
            JSONObject(present: ["userName": .text(userName), "accessKeyId": .string(accessKeyID)])
        }
    }

    /// Removes it.
    public static func apply(
        _ input: Input, on target: UserOrRoot, prepared: Void, in call: Call, to state: inout IdentityState
    ) throws(ServiceError) -> EmptyOutput {
        state.accessKeys[try target.requireKey(input.accessKeyID, in: call, state).id] = nil
        return EmptyOutput()
    }
}

extension UserOrRoot {
    /// The key of this id, which must be the user's.
    ///
    /// - Throws: `NoSuchEntity`.
    fileprivate func requireKey(
        _ id: String, in call: Call, _ state: IdentityState
    ) throws(ServiceError) -> AccessKeyRecord {
        let owner = try requireKeyOwner()
        guard let key = state.accessKeys[AccessKeyID(id)], key.account == call.account, key.userName == owner else {
            throw IAMError.accessKeyNotFound(id)
        }
        return key
    }
}

extension MemberReader {
    /// `AccessKeyId`.
    func accessKeyID() -> String {
        requiredString("AccessKeyId", IdentityLimits.accessKeyIDLength, pattern: "[\\w]+")
    }
}
