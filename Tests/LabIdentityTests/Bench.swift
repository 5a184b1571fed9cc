import LabCore
import LabCrypto
import LabIdentity
import LabPolicy
import LabService
import Synchronization
import Testing

/// A lab of identities alone: the steps of the pipeline in their order, around one state, with a clock that is set by
/// hand and randomness that follows from a seed.
final class Bench {
    var state = IdentityState(sealer: TestSealer())
    var now = Timestamp(millisecondsSince1970: 1_780_000_000_000)
    let random = CountingRandom()
    let usage = UsageLedgers()
    private(set) var events: [AuditDetail] = []
    private(set) var decisions: [Decision] = []

    static let account = AccountID.standard
    static let other = AccountID("444455556666") ?? .standard
    static let root = Caller(.root(account), accessKeyID: "test")

    /// A call as the pipeline makes it.
    func call(_ caller: Caller) -> Call {
        var call = Call(caller: caller, region: .standard, now: now, random: random, requestID: "request")
        call.usage = usage
        return call
    }

    /// Runs an operation that reads.
    @discardableResult
    func run<Q: Query & MemberOperation>(
        _ operation: Q.Type, _ input: JSONObject = [:], as caller: Caller = root
    ) throws(ServiceError) -> JSONObject where Q.State == IdentityState {
        let call = call(caller)
        let read = try MemberReader.read(input, dialect: .query, Q.Input.init)
        let target = try permit(operation, read, call)
        do throws(ServiceError) {
            let output = try Q.perform(read, on: target, in: call, state: state)
            expectModelled(output.json, of: operation)
            events.append(Q.audit(read, target: target, output: output, in: call))
            return output.json
        } catch {
            events.append(Q.audit(read, target: target, output: nil, in: call))
            throw error
        }
    }

    /// Runs an operation that changes something: on a copy, which is kept when the operation succeeds.
    @discardableResult
    func run<M: Mutation & MemberOperation>(
        _ operation: M.Type, _ input: JSONObject = [:], as caller: Caller = root
    ) throws(ServiceError) -> JSONObject where M.State == IdentityState, M.Prepared == Void {
        let call = call(caller)
        let read = try MemberReader.read(input, dialect: .query, M.Input.init)
        let target = try permit(operation, read, call)
        var changed = state
        do throws(ServiceError) {
            let output = try M.apply(read, on: target, prepared: (), in: call, to: &changed)
            expectModelled(output.json, of: operation)
            state = changed
            events.append(M.audit(read, target: target, output: output, in: call))
            return output.json
        } catch {
            events.append(M.audit(read, target: target, output: nil, in: call))
            throw error
        }
    }

    private func permit<O: MemberOperation>(
        _ operation: O.Type, _ input: O.Input, _ call: Call
    ) throws(ServiceError) -> O.Target where O.State == IdentityState {
        let target = try O.resolve(input, in: call, on: state)
        for demand in O.demands(input, on: target, in: call, state: state) {
            let decision = decide(demand, call)
            decisions.append(decision)
            guard decision.isAllowed else {
                throw ServiceError(ServiceError.Code("AccessDenied", 403), decision.awsMessage)
            }
        }
        try O.check(input, on: target, in: call, state: state)
        return target
    }

    /// Decides as the pipeline's authoriser does.
    func decide(_ demand: AccessDemand, _ call: Call) -> Decision {
        let own = state.policies(of: call.caller)
        let policies = ApplicablePolicies(
            resource: demand.policy, identity: own.identity, boundary: own.boundary, session: own.session,
            serviceControl: own.serviceControl, resourceControl: state.resourceControl(of: demand.owner ?? call.account)
        )
        let request = AccessRequest(
            principal: call.caller.principal, action: demand.action, resource: demand.resource,
            resourceOwner: demand.owner ?? call.account, context: demand.context, principalTags: call.caller.tags,
            session: SessionFacts(
                isMultiFactorPresent: call.caller.isMultiFactorAuthenticated, issueTime: call.caller.sessionStart,
                sourceIdentity: call.caller.sourceIdentity),
            time: call.now)
        return PolicyEvaluator.decide(request, policies, rules: demand.rules)
    }

    /// Whether `caller` may do `action` on `resource`, an S3 object unless another is named.
    func may(_ caller: Caller, _ action: String, on resource: String = "arn:aws:s3:::bucket/key") -> Bool {
        decide(AccessDemand(action: action, resource: resource, rules: .s3), call(caller)).isAllowed
    }
}

extension Bench {
    /// A user with an inline policy, as a caller with an access key.
    func user(_ name: String, allowing actions: [String] = [], in account: AccountID = account) throws -> Caller {
        let root = Caller(.root(account))
        try run(CreateUser.self, ["UserName": .string(name)], as: root)
        if !actions.isEmpty {
            try run(
                PutUserPolicy.self,
                [
                    "UserName": .string(name), "PolicyName": "own",
                    "PolicyDocument": .string(Document.allow(actions)),
                ], as: root)
        }
        let key = try run(CreateAccessKey.self, ["UserName": .string(name)], as: root)
        return try caller(key["AccessKey"]?["AccessKeyId"]?.string ?? "")
    }

    /// Who signs with an access key.
    func caller(_ accessKeyID: String) throws -> Caller {
        try #require(try state.credential(for: accessKeyID)).caller
    }

    /// A role that `principal` may assume, and its ARN.
    @discardableResult
    func role(
        _ name: String, trusting principal: JSONValue, allowing actions: [String] = [], more: JSONObject = [:]
    ) throws -> String {
        var input: JSONObject = [
            "RoleName": .string(name), "AssumeRolePolicyDocument": .string(Document.trust(principal)),
        ]
        for member in more.members { input[member.name] = member.value }
        let role = try run(CreateRole.self, input)
        if !actions.isEmpty {
            try run(
                PutRolePolicy.self,
                [
                    "RoleName": .string(name), "PolicyName": "own",
                    "PolicyDocument": .string(Document.allow(actions)),
                ])
        }
        return role["Role"]?["Arn"]?.string ?? ""
    }

    /// A customer managed policy, and its ARN.
    func policy(_ name: String, allowing actions: [String]) throws -> String {
        let policy = try run(
            CreatePolicy.self,
            ["PolicyName": .string(name), "PolicyDocument": .string(Document.allow(actions))])
        return policy["Policy"]?["Arn"]?.string ?? ""
    }

    /// A session of a role.
    @discardableResult
    func assume(_ arn: String, as caller: Caller, more: JSONObject = [:]) throws(ServiceError) -> JSONObject {
        var input: JSONObject = ["RoleArn": .string(arn), "RoleSessionName": "session"]
        for member in more.members { input[member.name] = member.value }
        return try run(AssumeRole.self, input, as: caller)
    }
}

/// The members of every operation's answer, as AWS's model has them.
private let answers = Dictionary(
    uniqueKeysWithValues: ModelledOperation.parse(outputModel).map { operation in
        (operation.name, Set((operation.members.array ?? []).compactMap(\.string)))
    })

/// Expects an answer to have only members that the model knows.
private func expectModelled<O: MemberOperation>(_ json: JSONObject, of operation: O.Type) {
    let known = answers["\(O.service.name):\(O.name)"] ?? []
    #expect(known.isSuperset(of: json.names), "\(O.name)")
}

/// Policy documents.
enum Document {
    static func allow(_ actions: [String], on resource: String = "*") -> String {
        statement(["Effect": "Allow", "Action": .array(actions.map { .string($0) }), "Resource": .string(resource)])
    }

    static func deny(_ actions: [String]) -> String {
        statement(["Effect": "Deny", "Action": .array(actions.map { .string($0) }), "Resource": "*"])
    }

    static func trust(
        _ principal: JSONValue, actions: [String] = ["sts:AssumeRole"], condition: JSONValue? = nil
    ) -> String {
        var trust: JSONObject = [
            "Effect": "Allow", "Principal": principal, "Action": .array(actions.map { .string($0) }),
        ]
        trust["Condition"] = condition
        return statement(trust)
    }

    private static func statement(_ statement: JSONObject) -> String {
        JSONValue.object(["Version": "2012-10-17", "Statement": [.object(statement)]]).compactText
    }
}

/// Seals with AES-GCM under a fixed key, the name as additional authenticated data.
struct TestSealer: SecretSealer {
    private let key = KeyMaterial(copying: [UInt8](repeating: 7, count: 32))

    func seal(_ secret: KeyMaterial, name: String, random: any RandomSource) throws(CryptoError) -> [UInt8] {
        let nonce: [UInt8]
        do { nonce = try random.bytes(12, for: .nonce) } catch { throw .library(reasons: ["\(error)"]) }
        let sealed = try AESGCM.seal(
            secret, key: key, nonce: try AESGCM.Nonce(nonce[...]), authenticating: Array(name.utf8))
        return nonce + sealed
    }

    func open(_ sealed: [UInt8], name: String) throws(CryptoError) -> KeyMaterial {
        guard sealed.count > 12 else { throw .authenticationFailed }
        return KeyMaterial(
            try AESGCM.open(
                sealed[12...], key: key, nonce: try AESGCM.Nonce(sealed[..<12]), authenticating: Array(name.utf8)))
    }
}

/// Random bytes that follow from how many were asked for before.
final class CountingRandom: RandomSource {
    private let state = Mutex<UInt64>(1)

    func fill(_ buffer: UnsafeMutableRawBufferPointer, for purpose: RandomPurpose) throws(RandomFailure) {
        state.withLock { state in
            for index in buffer.indices {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                buffer[index] = UInt8(truncatingIfNeeded: state >> 33)
            }
        }
    }
}

/// Expects AWS's error: code, status, and the message where one is given.
func expectError(
    _ code: String, _ status: Int, _ message: String? = nil, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> some Any
) {
    let error = #expect(throws: ServiceError.self, sourceLocation: sourceLocation) { _ = try body() }
    guard let error else { return }
    #expect(error.code == ServiceError.Code(code, status), "\(error)", sourceLocation: sourceLocation)
    if let message { #expect(error.message == message, sourceLocation: sourceLocation) }
}

extension JSONObject {
    /// The member at a path of names and indices.
    func at(_ path: String) -> JSONValue? {
        path.split(separator: ".").reduce(JSONValue.object(self) as JSONValue?) { value, step in
            if let index = Int(step) {
                guard let list = value?.array, list.indices.contains(index) else { return nil }
                return list[index]
            }
            return value?[String(step)]
        }
    }

    /// The string at a path.
    func text(_ path: String) -> String? { at(path)?.string }
    /// The strings of a list of strings, or of one member of a list of objects.
    func texts(_ list: String, _ member: String? = nil) -> [String] {
        (at(list)?.array ?? []).compactMap { member == nil ? $0.string : $0[member ?? ""]?.string }
    }
}
