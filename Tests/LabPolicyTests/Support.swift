import LabCore
import LabPolicy
import Testing

/// The people of the tests.
enum People {
    static let home = AccountID.standard
    static let away: AccountID = AccountID("444455556666") ?? .standard
    static let root = Principal.root(home)
    static let bob = user("bob")
    static let alice = user("alice")
    static let app = session(of: "app", "one")
    static let awayRoot = Principal.root(away)
    static let carol = Principal.user(account: away, path: "/", name: "carol", id: "AIDACAROLEXAMPLE0000")
    static let trail = Principal.service("cloudtrail.amazonaws.com")

    static func user(_ name: String) -> Principal {
        .user(account: home, path: "/", name: name, id: "AIDA\(name.uppercased())EXAMPLE0000")
    }

    static func session(of role: String, _ session: String) -> Principal {
        .assumedRole(
            account: home, path: "/", role: role, roleID: "AROA\(role.uppercased())EXAMPLE00000", session: session)
    }
}

enum Things {
    static let key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    static let object = "arn:aws:s3:::kumo-ledger/q1.csv"
    static let bucket = "arn:aws:s3:::kumo-ledger"
    static let role = "arn:aws:iam::111122223333:role/target"
}

/// `{"Version": …, "Statement": […]}` around statements.
func document(_ statements: String..., version: String = "2012-10-17") -> String {
    "{\"Version\":\"\(version)\",\"Statement\":[\(statements.joined(separator: ","))]}"
}

func parse(_ text: String, _ kind: PolicyKind = .identity(.managed)) throws -> PolicyDocument {
    try PolicyDocument(parsing: text, kind: kind)
}

func attached(_ text: String, _ kind: PolicyKind, name: String? = nil) throws -> AttachedPolicy {
    let (standard, holder): (String, AttachedPolicy.Holder) =
        switch kind {
        case .resource(.key): ("key policy", .resource("alias/ledger"))
        case .resource(.bucket): ("bucket policy", .resource("kumo-ledger"))
        case .resource: ("trust policy", .resource("target"))
        case .identity(.roleInline): ("role-policy", .role("app"))
        case .identity: ("bob-policy", .user("bob"))
        case .boundary: ("boundary", .user("bob"))
        case .session: ("session policy", .session("one"))
        case .serviceControl, .resourceControl: ("FullAccess", .organization("root"))
        case .vpcEndpoint: ("endpoint policy", .vpcEndpoint("vpce-1"))
        }
    return AttachedPolicy(try parse(text, kind), name: name ?? standard, holder: holder)
}

/// Statement texts that many tests use.
enum Say {
    static func allow(_ action: String, on resource: String = "*", when condition: String? = nil, sid: String? = nil)
        -> String
    {
        statement("Allow", action, on: resource, principal: nil, when: condition, sid: sid)
    }

    static func deny(_ action: String, on resource: String = "*", when condition: String? = nil, sid: String? = nil)
        -> String
    {
        statement("Deny", action, on: resource, principal: nil, when: condition, sid: sid)
    }

    /// With a principal: an ARN, an account id, `*`, or a whole JSON value.
    static func allow(
        _ principal: String, to action: String, on resource: String = "*", when condition: String? = nil,
        sid: String? = nil
    ) -> String {
        statement("Allow", action, on: resource, principal: principal, when: condition, sid: sid)
    }

    static func deny(
        _ principal: String, to action: String, on resource: String = "*", when condition: String? = nil,
        sid: String? = nil
    ) -> String {
        statement("Deny", action, on: resource, principal: principal, when: condition, sid: sid)
    }

    private static func statement(
        _ effect: String, _ action: String, on resource: String, principal: String?, when condition: String?,
        sid: String?
    ) -> String {
        var members = ["\"Effect\":\"\(effect)\"", "\"Action\":\"\(action)\""]
        if let sid { members.insert("\"Sid\":\"\(sid)\"", at: 0) }
        if let principal {
            members.append("\"Principal\":" + (principal.hasPrefix("{") ? principal : "{\"AWS\":\"\(principal)\"}"))
        }
        if !resource.isEmpty { members.append("\"Resource\":\"\(resource)\"") }
        if let condition { members.append("\"Condition\":{\(condition)}") }
        return "{\(members.joined(separator: ","))}"
    }

    static let delegation = allow("arn:aws:iam::111122223333:root", to: "kms:*", sid: "EnableIAM")
}

/// A question about the key, with its documents as texts.
struct KeyQuestion {
    var principal: Principal = People.bob
    var action = "kms:Decrypt"
    var key: String? = document(Say.delegation)
    var identity: [String] = []
    var boundary: String?
    var session: String?
    var grants: [GrantFinding] = []
    var context = ConditionContext()
    var owner: AccountID = People.home
    var rules = ServiceRules.kms

    func decide() throws -> Decision {
        let request = AccessRequest(
            principal: principal, action: action, resource: Things.key, resourceOwner: owner, context: context)
        var policies = ApplicablePolicies(grants: grants)
        policies.resource = try key.map { try attached($0, .resource(.key)) }
        policies.identity = try identity.map { try attached($0, .identity(.managed)) }
        policies.boundary = try boundary.map { try attached($0, .boundary) }
        policies.session = try session.map { [try attached($0, .session)] } ?? []
        return PolicyEvaluator.decide(request, policies, rules: rules)
    }
}

/// A question about an object, with its documents as texts.
struct ObjectQuestion {
    var principal: Principal = People.bob
    var action = "s3:GetObject"
    var resource = Things.object
    var bucket: String?
    var identity: [String] = []
    var boundary: String?
    var session: String?
    var context = ConditionContext()
    var owner: AccountID = People.home

    func decide() throws -> Decision {
        let request = AccessRequest(
            principal: principal, action: action, resource: resource, resourceOwner: owner, context: context)
        var policies = ApplicablePolicies()
        policies.resource = try bucket.map { try attached($0, .resource(.bucket)) }
        policies.identity = try identity.map { try attached($0, .identity(.userInline)) }
        policies.boundary = try boundary.map { try attached($0, .boundary) }
        policies.session = try session.map { [try attached($0, .session)] } ?? []
        return PolicyEvaluator.decide(request, policies, rules: .s3)
    }
}
