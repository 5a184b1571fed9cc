import LabCore
import LabWire
import Testing

private typealias Location = ProtocolDetector.S3Location

private func location(_ target: String, host: String = "127.0.0.1:4566") -> Location? {
    let request = WireRequest(method: "GET", target: target, authority: host)
    guard case .s3(let location) = ProtocolDetector.target(of: request) else { return nil }
    return location
}

private func target(
    _ headers: WireHeaders, method: String = "POST", host: String = "localhost:4566", path: String = "/",
    body: String = ""
) -> ProtocolDetector.Target {
    ProtocolDetector.target(
        of: WireRequest(
            method: method, target: path, headers: headers, authority: host, body: .bytes(Array(body.utf8))))
}

@Suite struct ProtocolDetectorTests {
    @Test(arguments: [
        ("TrentService.Encrypt", WireService.kms, "Encrypt"),
        ("com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents", .cloudTrail, "LookupEvents"),
        ("secretsmanager.GetSecretValue", .secretsManager, "GetSecretValue"),
        ("AmazonSSM.GetParameter", .ssm, "GetParameter"),
        ("StarlingDoveService.DescribeConfigRules", .config, "DescribeConfigRules"),
        ("AWSEvents.PutRule", .events, "PutRule"),
    ])
    func targetsNameTheOperation(value: String, service: WireService, operation: String) {
        #expect(target(["X-Amz-Target": value]) == .json(service, operation: operation))
    }

    @Test func unknownTargetsAreToldApart() {
        #expect(target(["X-Amz-Target": "DynamoDB_20120810.GetItem"]) == .unknownService("DynamoDB_20120810"))
    }

    @Test(arguments: [
        ("iam", ProtocolDetector.Target.query(.iam)), ("sts", .query(.sts)), ("sns", .query(.sns)),
        ("kms", .json(.kms, operation: nil)), ("dynamodb", .unknownService("dynamodb")),
    ])
    func theScopeDecidesWithoutATarget(service: String, expected: ProtocolDetector.Target) {
        let authorization = "AWS4-HMAC-SHA256 Credential=a/20261125/eu-west-1/\(service)/aws4_request, SignedHeaders=h"
        let request = WireRequest(
            method: "POST", target: "/", headers: ["Authorization": authorization], authority: "localhost")
        #expect(ProtocolDetector.target(of: request) == expected)
        #expect(ProtocolDetector.region(of: request) == Region("eu-west-1"))
    }

    @Test func unsignedFormsGoByTheirVersion() {
        let form: WireHeaders = ["Content-Type": "application/x-www-form-urlencoded; charset=utf-8"]
        #expect(target(form, body: "Action=GetCallerIdentity&Version=2011-06-15") == .query(.sts))
        #expect(target(form, body: "Action=ListUsers&Version=2010-05-08") == .query(.iam))
        #expect(target(form, body: "Action=x&Version=1").service == .s3)
    }

    @Test func theHostDecidesLast() {
        #expect(target([:], host: "kms.localhost:4566") == .json(.kms, operation: nil))
        #expect(target([:], host: "sts.eu-west-1.amazonaws.com") == .query(.sts))
    }

    @Test(arguments: [
        ("/", nil, ""), ("/bucket", "bucket", ""), ("/bucket/", "bucket", ""),
        ("/bucket/a//b/../c", "bucket", "a//b/../c"),
        ("/bucket/a%2Fb?acl", "bucket", "a%2Fb"), ("/bucket//", "bucket", "/"),
    ])
    func pathsNameBucketAndKey(target: String, bucket: String?, key: String) {
        #expect(location(target)?.bucket == bucket)
        #expect(location(target)?.rawKey == key)
        #expect(location(target)?.isVirtualHost == false)
    }

    @Test(arguments: [
        ("bucket.s3.amazonaws.com", "bucket"), ("bucket.s3.eu-west-1.amazonaws.com", "bucket"),
        ("bucket.s3-eu-west-1.amazonaws.com", "bucket"), ("my.dotted.bucket.s3.localhost:4566", "my.dotted.bucket"),
        ("Bucket.S3.Localhost", "bucket"), ("bucket.localhost:4566", "bucket"), ("a.b.localhost", "a.b"),
        ("my.s3.bucket.s3.localhost.localstack.cloud", "my.s3.bucket"),
    ])
    func hostsNameTheBucket(host: String, bucket: String) {
        let location = location("/key//x", host: host)
        #expect(location?.bucket == bucket)
        #expect(location?.rawKey == "key//x")
        #expect(location?.isVirtualHost == true)
    }

    @Test(arguments: [
        "localhost", "localhost:4566", "127.0.0.1:4566", "[::1]:4566", "s3.localhost:4566", "s3.amazonaws.com",
        "s3.eu-west-1.amazonaws.com", "s3-eu-west-1.amazonaws.com", "example.com", "bucket.s3", "",
        "ap.s3-accesspoint.eu-west-1.amazonaws.com", "a.s3-control.amazonaws.com",
    ])
    func otherHostsNameNone(host: String) {
        #expect(location("/bucket/key", host: host)?.bucket == "bucket")
    }

    @Test func keysAreDecodedOnceAndStrictly() throws {
        #expect(try location("/b/a%2520b+c")?.key() == "a%20b+c")
        for target in ["/b/%", "/b/%zz", "/b/%FF"] {
            let error = #expect(throws: ServiceError.self) { try location(target)?.key() }
            #expect(error?.code.wireName == "InvalidURI")
        }
    }
}

@Suite struct WireMessageTests {
    @Test func headersKeepOrderAndLookUpWithoutCase() {
        var headers: WireHeaders = ["B": "1", "a": "2"]
        headers.append("b", "3")
        #expect(headers["b"] == "1")
        #expect(headers.values("B") == ["1", "3"])
        #expect(headers.combined("b") == "1,3")
        #expect(headers.combined("c") == nil)
        headers["b"] = "4"
        #expect(headers.fields.map(\.value) == ["2", "4"])
        headers["A"] = nil
        #expect(headers.fields.count == 1)
        #expect(!headers.contains("K"))
        #expect(!WireHeaders([("\u{212A}", "kelvin")]).contains("k"))
    }

    @Test(arguments: [
        ("/a?b=c", "/a", "b=c"), ("/a", "/a", ""), ("/a?", "/a", ""), ("?x", "/", "x"), ("", "/", ""),
        ("http://host/a?b", "/a", "b"), ("http://host", "/", ""), ("http://host?x", "/", "x"), ("//a/b", "//a/b", ""),
        ("/http://x", "/http://x", ""), ("/a?b?c", "/a", "b?c"),
    ])
    func targetsAreTakenApart(target: String, path: String, query: String) {
        let request = WireRequest(method: "GET", target: target)
        #expect(request.path == path)
        #expect(request.query.raw == query)
        #expect(request.target == target)
    }

    @Test(arguments: [("Host:80", "host"), ("[::1]:80", "[::1]"), ("a.b", "a.b"), ("", "")])
    func hostsLoseTheirPort(authority: String, host: String) {
        #expect(WireRequest(method: "GET", target: "/", authority: authority).host == host)
    }

    @Test func queriesKeepTheirOrder() throws {
        let query = WireQuery("b=1&a&b=%2B+&&c=d=e&%61cl=")
        #expect(query.parameters.map(\.rawName) == ["b", "a", "b", "c", "%61cl"])
        #expect(try query.value("b") == "1")
        #expect(try query.value("a") == "")
        #expect(try query.value("c") == "d=e")
        #expect(try query.value("z") == nil)
        #expect(query.count("b") == 2)
        #expect(query.contains("acl"))
        #expect(try query.decoded().map(\.value) == ["1", "", "+ ", "d=e", ""])
        #expect(throws: PercentEncoding.Flaw.self) { try WireQuery("a=%F").value("a") }
        #expect(throws: PercentEncoding.Flaw.self) { try WireQuery("a=%FF").decoded() }
    }

    @Test func percentEncodingIsSigV4s() throws {
        #expect(PercentEncoding.encode("a/b ~*ä+") == "a%2Fb%20~%2A%C3%A4%2B")
        #expect(PercentEncoding.encode("a/b", keepingSlash: true) == "a/b")
        #expect(try PercentEncoding.decode("%C3%a4+%2B") == "ä++")
    }
}
