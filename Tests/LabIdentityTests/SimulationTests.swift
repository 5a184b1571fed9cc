import LabCore
import LabIdentity
import LabPolicy
import LabService
import Testing

/// Simulations are answered by the evaluator that decides.
@Suite struct SimulationTests {
    let bench = Bench()

    private func decisions(_ answer: JSONObject) -> [String] { answer.texts("EvaluationResults", "EvalDecision") }

    @Test func givenPoliciesAreSimulatedActionByResource() throws {
        let answer = try bench.run(
            SimulateCustomPolicy.self,
            [
                "PolicyInputList": [
                    .string(Document.allow(["s3:*"], on: "arn:aws:s3:::bucket/*")),
                    .string(Document.deny(["s3:DeleteObject"])),
                ],
                "ActionNames": ["s3:GetObject", "s3:DeleteObject"],
                "ResourceArns": ["arn:aws:s3:::bucket/a", "arn:aws:s3:::other/a"],
            ])
        #expect(decisions(answer) == ["allowed", "implicitDeny", "explicitDeny", "explicitDeny"])
        #expect(answer.text("EvaluationResults.0.EvalResourceName") == "arn:aws:s3:::bucket/a")
        #expect(answer.text("EvaluationResults.0.MatchedStatements.0.SourcePolicyId") == "PolicyInputList.1")
        #expect(answer.texts("EvaluationResults.2.MatchedStatements", "SourcePolicyId") == ["PolicyInputList.2"])
        #expect(answer.at("EvaluationResults.1.MatchedStatements") == [])
        #expect(answer.text("EvaluationResults.3.ResourceSpecificResults.0.EvalResourceDecision") == "explicitDeny")
    }

    @Test func missingContextKeysAreNamedAndGivenOnesCount() throws {
        let policy = JSONValue.object([
            "Version": "2012-10-17",
            "Statement": [
                [
                    "Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*",
                    "Condition": ["StringEquals": ["kms:EncryptionContext:doc": "${aws:PrincipalTag/doc}"]],
                ]
            ],
        ]).compactText
        func simulate(_ context: JSONValue) throws(ServiceError) -> JSONObject {
            try bench.run(
                SimulateCustomPolicy.self,
                [
                    "PolicyInputList": [.string(policy)], "ActionNames": ["kms:Decrypt"], "ContextEntries": context,
                ])
        }
        let without = try simulate([])
        #expect(decisions(without) == ["implicitDeny"])
        #expect(
            without.texts("EvaluationResults.0.MissingContextValues")
                == ["aws:PrincipalTag/doc", "kms:EncryptionContext:doc"])
        let with = try simulate([
            ["ContextKeyName": "kms:EncryptionContext:doc", "ContextKeyValues": ["q1"], "ContextKeyType": "string"],
            ["ContextKeyName": "aws:PrincipalTag/doc", "ContextKeyValues": ["q1"], "ContextKeyType": "string"],
        ])
        #expect(decisions(with) == ["allowed"])
        #expect(with.at("EvaluationResults.0.MissingContextValues") == [])
    }

    @Test func aResourcePolicyTakesACallerAndCanAllowByItself() throws {
        let bucketPolicy = JSONValue.object([
            "Version": "2012-10-17",
            "Statement": [
                [
                    "Effect": "Allow", "Principal": ["AWS": "arn:aws:iam::111122223333:user/bob"],
                    "Action": "s3:GetObject", "Resource": "arn:aws:s3:::bucket/*",
                ]
            ],
        ]).compactText
        var input: JSONObject = [
            "PolicyInputList": [.string(Document.allow(["kms:*"]))], "ActionNames": ["s3:GetObject"],
            "ResourceArns": ["arn:aws:s3:::bucket/a"], "ResourcePolicy": .string(bucketPolicy),
        ]
        expectError("InvalidInput", 400) { try bench.run(SimulateCustomPolicy.self, input) }
        input["CallerArn"] = "arn:aws:iam::111122223333:user/bob"
        let answer = try bench.run(SimulateCustomPolicy.self, input)
        #expect(decisions(answer) == ["allowed"])
        #expect(answer.text("EvaluationResults.0.MatchedStatements.0.SourcePolicyType") == "resource")
        input["ResourceOwner"] = "arn:aws:iam::444455556666:root"
        #expect(decisions(try bench.run(SimulateCustomPolicy.self, input)) == ["implicitDeny"])
    }

    @Test func aPrincipalsOwnPoliciesAreSimulatedWithItsGroupsAndBoundary() throws {
        let bob = try bench.user("bob", allowing: ["s3:GetObject", "s3:PutObject"])
        try bench.run(CreateGroup.self, ["GroupName": "team"])
        try bench.run(
            PutGroupPolicy.self,
            [
                "GroupName": "team", "PolicyName": "g", "PolicyDocument": .string(Document.allow(["s3:ListBucket"])),
            ])
        try bench.run(AddUserToGroup.self, ["GroupName": "team", "UserName": "bob"])
        let boundary = try bench.policy("limit", allowing: ["s3:GetObject", "s3:ListBucket"])
        try bench.run(
            PutUserPermissionsBoundary.self, ["UserName": "bob", "PermissionsBoundary": .string(boundary)])
        let answer = try bench.run(
            SimulatePrincipalPolicy.self,
            [
                "PolicySourceArn": .string(bob.principal.arn),
                "ActionNames": ["s3:GetObject", "s3:PutObject", "s3:ListBucket", "s3:DeleteObject"],
            ])
        #expect(decisions(answer) == ["allowed", "implicitDeny", "allowed", "implicitDeny"])
        let detail = "PermissionsBoundaryDecisionDetail.AllowedByPermissionsBoundary"
        #expect(answer.at("EvaluationResults.0.\(detail)") == true)
        #expect(answer.at("EvaluationResults.1.\(detail)") == false)
        #expect(answer.text("EvaluationResults.2.MatchedStatements.0.SourcePolicyType") == "group")
        let action = ["s3:GetObject", "s3:PutObject", "s3:ListBucket", "s3:DeleteObject"]
        for (action, decision) in zip(action, decisions(answer)) {
            #expect(bench.may(bob, action) == (decision == "allowed"))
        }
    }

    @Test func groupsAndRolesCanBeSimulatedToo() throws {
        try bench.run(CreateGroup.self, ["GroupName": "team"])
        try bench.run(
            AttachGroupPolicy.self,
            ["GroupName": "team", "PolicyArn": "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"])
        let role = try bench.role("app", trusting: ["AWS": "111122223333"], allowing: ["kms:Decrypt"])
        for (arn, action, type) in [
            ("arn:aws:iam::111122223333:group/team", "s3:GetObject", "aws-managed"), (role, "kms:Decrypt", "role"),
        ] {
            let answer = try bench.run(
                SimulatePrincipalPolicy.self,
                ["PolicySourceArn": .string(arn), "ActionNames": [.string(action), "iam:CreateUser"]])
            #expect(decisions(answer) == ["allowed", "implicitDeny"])
            #expect(answer.text("EvaluationResults.0.MatchedStatements.0.SourcePolicyType") == type)
        }
        expectError("NoSuchEntity", 404) {
            try bench.run(
                SimulatePrincipalPolicy.self,
                ["PolicySourceArn": "arn:aws:iam::111122223333:user/nobody", "ActionNames": ["s3:GetObject"]])
        }
    }

    @Test func resultsArePagedInTheOrderOfTheQuestion() throws {
        let actions = (0..<5).map { JSONValue.string("s3:Action\($0)") }
        var input: JSONObject = [
            "PolicyInputList": [.string(Document.allow(["s3:*"]))], "ActionNames": .array(actions), "MaxItems": "3",
        ]
        let first = try bench.run(SimulateCustomPolicy.self, input)
        #expect(
            first.texts("EvaluationResults", "EvalActionName") == ["s3:Action0", "s3:Action1", "s3:Action2"])
        input["Marker"] = first.at("Marker")
        let second = try bench.run(SimulateCustomPolicy.self, input)
        #expect(second.texts("EvaluationResults", "EvalActionName") == ["s3:Action3", "s3:Action4"])
        #expect(second.at("IsTruncated") == false)
    }

    @Test func policiesThatAreNoneAreRefused() {
        expectError("InvalidInput", 400) {
            try bench.run(SimulateCustomPolicy.self, ["PolicyInputList": ["{}"], "ActionNames": ["s3:GetObject"]])
        }
    }
}
