import LabCore
import LabIdentity
import LabService
import Testing

/// What events say about operations of IAM and STS.
@Suite struct AuditTests {
    let bench = Bench()

    private var last: AuditDetail { bench.events.last ?? AuditDetail() }

    @Test func aChangeIsRecordedWithItsAnswer() throws {
        try bench.run(CreateUser.self, ["UserName": "bob", "Tags": [["Key": "team", "Value": "red"]]])
        #expect(
            last.requestParameters == ["userName": "bob", "tags": [["key": "team", "value": "red"]]])
        let user = last.responseElements?.at("user")?.object
        #expect(user?.text("userName") == "bob")
        #expect(user?.text("createDate") == "May 28, 2026, 8:26:40 PM")
        #expect(user?.text("arn") == "arn:aws:iam::111122223333:user/bob")
        try bench.run(
            AttachUserPolicy.self, ["UserName": "bob", "PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"])
        #expect(
            last.requestParameters
                == ["userName": "bob", "policyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"])
        #expect(last.responseElements == nil)
    }

    @Test func readsAreRecordedWithoutTheirAnswer() throws {
        try bench.run(ListUsers.self, ["MaxItems": "5"])
        #expect(last.requestParameters == ["maxItems": 5] && last.responseElements == nil)
        try bench.run(GetAccountSummary.self)
        #expect(last.requestParameters == nil && last.responseElements == nil)
    }

    @Test func secretsStayOutOfEvents() throws {
        try bench.run(CreateUser.self, ["UserName": "bob"])
        try bench.run(CreateAccessKey.self, ["UserName": "bob"])
        let key = last.responseElements?.at("accessKey")?.object
        #expect(Set(key?.names ?? []) == ["userName", "accessKeyId", "status", "createDate"])
    }

    @Test func anAssumedRoleIsRecordedWithItsRole() throws {
        let bob = try bench.user("bob", allowing: ["sts:AssumeRole"])
        let arn = try bench.role("app", trusting: ["AWS": "111122223333"])
        try bench.assume(
            arn, as: bob, more: ["TokenCode": "123456", "SerialNumber": "arn:aws:iam::111122223333:mfa/bob"])
        #expect(
            last.requestParameters == [
                "roleArn": .string(arn), "roleSessionName": "session",
                "serialNumber": "arn:aws:iam::111122223333:mfa/bob",
            ])
        let credentials = last.responseElements?.at("credentials")?.object
        #expect(Set(credentials?.names ?? []) == ["accessKeyId", "expiration"])
        #expect(last.responseElements?.text("assumedRoleUser.arn")?.hasSuffix("assumed-role/app/session") == true)
        #expect(last.resources == [AuditResource(arn: arn, account: Bench.account, type: "AWS::IAM::Role")])
        #expect(AssumeRole.isReadOnly && GetSessionToken.isReadOnly && !CreateUser.isReadOnly)
    }

    @Test func servicesNameTheirEventSource() {
        #expect(CreateUser.service.eventSource == "iam.amazonaws.com")
        #expect(AssumeRole.service.eventSource == "sts.amazonaws.com")
    }
}
