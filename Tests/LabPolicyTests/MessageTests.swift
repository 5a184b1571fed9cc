import LabCore
import LabPolicy
import Testing

/// AWS's own sentences, word for word.
@Suite struct MessageTests {
    private static let user = "User: arn:aws:iam::111122223333:user/bob is not authorized to perform: "
    private static let allow = document(Say.allow("*"))
    private static let silent = document(Say.allow("ec2:*"))

    @Test func aKeyNamesTheLayerThatDidNotAllow() throws {
        let head = Self.user + "kms:Decrypt on resource: \(Things.key) because no "
        let tail = " allows the kms:Decrypt action"
        #expect(try KeyQuestion(key: nil).decide().awsMessage == head + "resource-based policy" + tail)
        #expect(try KeyQuestion().decide().awsMessage == head + "identity-based policy" + tail)
        let bounded = KeyQuestion(identity: [Self.allow], boundary: Self.silent)
        #expect(try bounded.decide().awsMessage == head + "permissions boundary" + tail)
        let limited = KeyQuestion(identity: [Self.allow], session: Self.silent)
        #expect(try limited.decide().awsMessage == head + "session policy" + tail)
    }

    @Test func aKeyNamesTheLayerThatDenied() throws {
        let head = Self.user + "kms:Decrypt on resource: \(Things.key) with an explicit deny in "
        let deny = document(Say.deny("*"))
        #expect(try KeyQuestion(identity: [deny]).decide().awsMessage == head + "an identity-based policy")
        #expect(try KeyQuestion(boundary: deny).decide().awsMessage == head + "a permissions boundary")
        #expect(try KeyQuestion(session: deny).decide().awsMessage == head + "a session policy")
        let key = document(Say.deny("*", to: "kms:*"))
        #expect(try KeyQuestion(key: key).decide().awsMessage == head + "a resource-based policy")
    }

    @Test(arguments: [
        (ApplicablePolicies.Gate.serviceControl, "service control policy"),
        (.resourceControl, "resource control policy"), (.vpcEndpoint, "VPC endpoint policy"),
    ])
    func organizationsAndEndpointsAreNamedToo(gate: ApplicablePolicies.Gate, name: String) throws {
        let request = AccessRequest(
            principal: People.bob, action: "kms:Decrypt", resource: Things.key, resourceOwner: People.home)
        func message(_ statement: (String, String) -> String) throws -> String {
            let policies = try ApplicablePolicies.gated(gate, statement("*", "ec2:*"))
            return PolicyEvaluator.decide(request, policies, rules: .kms).awsMessage
        }
        let head = Self.user + "kms:Decrypt on resource: \(Things.key) "
        let silent = try message { gate == .serviceControl ? Say.allow($1) : Say.allow($0, to: $1) }
        #expect(silent == head + "because no \(name) allows the kms:Decrypt action")
        let denying = try message { principal, _ in
            gate == .serviceControl ? Say.deny("kms:*") : Say.deny(principal, to: "kms:*")
        }
        #expect(denying == head + "with an explicit deny in a \(name)")
    }

    @Test func aSessionIsNamedByItsOwnARN() throws {
        let message = try KeyQuestion(principal: People.app).decide().awsMessage
        #expect(message.hasPrefix("User: arn:aws:sts::111122223333:assumed-role/app/one is not authorized"))
    }

    @Test func aForeignKeyIsHidden() throws {
        let question = KeyQuestion(principal: People.carol, identity: [Self.allow])
        let expected =
            "User: arn:aws:iam::444455556666:user/carol is not authorized to perform: kms:Decrypt on this resource "
            + "because the resource does not exist in this Region, no resource-based policies allow access, or a "
            + "resource-based policy explicitly denies access"
        #expect(try question.decide().awsMessage == expected)
    }

    @Test func s3QuotesTheResource() throws {
        let expected =
            Self.user + "s3:GetObject on resource: \"\(Things.object)\" because no identity-based policy allows the "
            + "s3:GetObject action"
        #expect(try ObjectQuestion().decide().awsMessage == expected)
    }

    @Test func s3SaysLittleToStrangersAndNobody() throws {
        #expect(try ObjectQuestion(principal: People.carol).decide().awsMessage == "Access Denied")
        #expect(try ObjectQuestion(principal: .anonymous).decide().awsMessage == "Access Denied")
    }

    @Test func stsGivesNoReasonForAMissingAllow() throws {
        let trust = document(Say.allow("444455556666", to: "sts:AssumeRole", on: ""))
        let request = AccessRequest(
            principal: People.bob, action: "sts:AssumeRole", resource: Things.role, resourceOwner: People.home)
        let policies = ApplicablePolicies(resource: try attached(trust, .resource(.roleTrust)))
        let message = PolicyEvaluator.decide(request, policies, rules: .roleTrust).awsMessage
        #expect(message == Self.user + "sts:AssumeRole on resource: \(Things.role)")
    }
}

extension ApplicablePolicies {
    /// A layer that never grants.
    enum Gate: Sendable {
        case serviceControl
        case resourceControl
        case vpcEndpoint
    }

    /// An open key behind one gate with one statement.
    fileprivate static func gated(_ gate: Gate, _ statement: String) throws -> ApplicablePolicies {
        let key = try attached(document(Say.allow("*", to: "kms:*")), .resource(.key))
        var policies = ApplicablePolicies(resource: key)
        switch gate {
        case .serviceControl: policies.serviceControl = [[try attached(document(statement), .serviceControl)]]
        case .resourceControl: policies.resourceControl = [[try attached(document(statement), .resourceControl)]]
        case .vpcEndpoint: policies.vpcEndpoint = try attached(document(statement), .vpcEndpoint)
        }
        return policies
    }
}
