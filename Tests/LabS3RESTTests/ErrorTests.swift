import LabCore
import LabCrypto
import LabS3
import LabService
import LabTesting
import LabWire
import LabWorld
import Testing

@testable import LabS3REST

/// The object store's errors, by name and status, each brought about over the wire. The names are those of the fact
/// dossier's sections A to F and of its checklist K.
@Suite struct ErrorTests {
    /// One request that must be refused in a world where `plain` keeps no versions, `versions` keeps them, `vault` locks,
    /// and each has an object `k` with the body `hello`; `plain` has `c` under a customer's key as well.
    struct Row: Sendable, CustomTestStringConvertible {
        let code: String
        let status: Int
        let method: String
        let target: String
        let headers: [(String, String)]
        let body: String

        init(
            _ code: String, _ status: Int, _ method: String, _ target: String, _ headers: [(String, String)] = [],
            _ body: String = ""
        ) {
            self.code = code
            self.status = status
            self.method = method
            self.target = target
            self.headers = headers
            self.body = body
        }

        var testDescription: String { "\(code) \(method) \(target.prefix(60)) \(headers.first?.0 ?? "")" }
    }

    private static let sse = "x-amz-server-side-encryption"
    private static let customer = "x-amz-server-side-encryption-customer"
    private static let keyBytes = [UInt8](repeating: 7, count: 32)
    private static let key = Base64.encode(keyBytes)
    private static let keyMD5 = Base64.encode(DigestAlgorithm.md5.digest(of: keyBytes))
    private static let otherKey = [UInt8](repeating: 8, count: 32)
    private static let wrongMD5 = Base64.encode(DigestAlgorithm.md5.digest(of: [0]))

    static let encryption: [Row] = [
        Row("InvalidArgument", 400, "PUT", "/plain/x", [(sse, "aes:kms")], "a"),
        Row("InvalidArgument", 400, "PUT", "/plain/x", [("\(sse)-aws-kms-key-id", "k")], "a"),
        Row("InvalidArgument", 400, "GET", "/plain/k", [(sse, "AES256")]),
        Row("InvalidArgument", 400, "HEAD", "/plain/k", [(sse, "AES256")]),
        Row(
            "KMS.NotFoundException", 400, "PUT", "/plain/x", [(sse, "aws:kms"), ("\(sse)-aws-kms-key-id", "fake")], "a"),
        Row(
            "KMS.NotFoundException", 400, "PUT", "/plain/x",
            [(sse, "aws:kms"), ("\(sse)-aws-kms-key-id", "1234abcd-12ab-34cd-56ef-1234567890ab")], "a"),
        Row("InvalidArgument", 400, "PUT", "/plain/x", [(sse, "AES256"), ("\(customer)-algorithm", "AES256")], "a"),
        Row("InvalidEncryptionAlgorithmError", 400, "PUT", "/plain/x", [("\(customer)-algorithm", "AES128")], "a"),
        Row(
            "InvalidArgument", 400, "PUT", "/plain/x",
            [("\(customer)-key", key), ("\(customer)-key-MD5", keyMD5)], "a"),
        Row("InvalidArgument", 400, "PUT", "/plain/x", [("\(customer)-algorithm", "AES256")], "a"),
        Row(
            "InvalidArgument", 400, "PUT", "/plain/x",
            [("\(customer)-algorithm", "AES256"), ("\(customer)-key", key), ("\(customer)-key-MD5", wrongMD5)], "a"),
        Row("AccessDenied", 403, "PUT", "/versions/x", [("\(customer)-algorithm", "AES256")], "a"),
        Row("InvalidRequest", 400, "GET", "/plain/c"),
        Row(
            "AccessDenied", 403, "GET", "/plain/c",
            [
                ("\(customer)-algorithm", "AES256"), ("\(customer)-key", Base64.encode(otherKey)),
                ("\(customer)-key-MD5", Base64.encode(DigestAlgorithm.md5.digest(of: otherKey))),
            ]),
        Row(
            "InvalidRequest", 400, "GET", "/plain/k",
            [("\(customer)-algorithm", "AES256"), ("\(customer)-key", key), ("\(customer)-key-MD5", keyMD5)]),
        Row("MalformedXML", 400, "PUT", "/plain?encryption", [], "<ServerSideEncryptionConfiguration/>"),
        Row(
            "InvalidArgument", 400, "PUT", "/plain?encryption", [],
            "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256"
                + "</SSEAlgorithm><KMSMasterKeyID>k</KMSMasterKeyID></ApplyServerSideEncryptionByDefault></Rule>"
                + "</ServerSideEncryptionConfiguration>"),
        Row(
            "InvalidRequest", 400, "PUT", "/plain/c?encryption", [],
            updateTo("arn:aws:kms:us-east-1:111122223333:key/k")),
        Row("InvalidRequest", 400, "PUT", "/plain/k?encryption", [], updateTo("alias/ledger")),
    ]

    private static func updateTo(_ key: String) -> String {
        "<ObjectEncryption><SSE-KMS><KMSKeyArn>\(key)</KMSKeyArn></SSE-KMS></ObjectEncryption>"
    }

    static let locks: [Row] = [
        Row("InvalidRequest", 400, "GET", "/plain/k?retention"),
        Row("InvalidRequest", 400, "GET", "/plain/k?legal-hold"),
        Row("NoSuchObjectLockConfiguration", 404, "GET", "/vault/k?retention"),
        Row("NoSuchObjectLockConfiguration", 404, "GET", "/vault/k?legal-hold"),
        Row("ObjectLockConfigurationNotFoundError", 404, "GET", "/plain?object-lock"),
        Row("MalformedXML", 400, "PUT", "/vault?object-lock", [], "<ObjectLockConfiguration/>"),
        Row(
            "MalformedXML", 400, "PUT", "/vault?object-lock", [],
            "<ObjectLockConfiguration><ObjectLockEnabled>Disabled</ObjectLockEnabled></ObjectLockConfiguration>"),
        Row("MalformedXML", 400, "PUT", "/vault?object-lock", [], lockFor("<Days>1</Days><Years>1</Years>")),
        Row("InvalidArgument", 400, "PUT", "/vault?object-lock", [], lockFor("<Days>0</Days>")),
        Row("InvalidArgument", 400, "PUT", "/vault?object-lock", [], lockFor("<Years>101</Years>")),
        Row(
            "InvalidBucketState", 409, "PUT", "/plain?object-lock", [],
            "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>"),
        Row(
            "InvalidBucketState", 409, "PUT", "/vault?versioning", [],
            "<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>"),
        Row("InvalidRequest", 400, "PUT", "/plain/x", [("x-amz-object-lock-legal-hold", "ON")], "a"),
        Row("InvalidArgument", 400, "PUT", "/vault/x", [("x-amz-object-lock-legal-hold", "MAYBE")], "a"),
        Row("InvalidArgument", 400, "PUT", "/vault/x", [("x-amz-object-lock-mode", "GOVERNANCE")], "a"),
        Row("InvalidArgument", 400, "PUT", "/vault/x", lockHeaders("WORM", "2099-01-01T00:00:00Z"), "a"),
        Row("InvalidArgument", 400, "PUT", "/vault/x", lockHeaders("GOVERNANCE", "tomorrow"), "a"),
        Row("InvalidArgument", 400, "PUT", "/vault/x", lockHeaders("GOVERNANCE", "2001-01-01T00:00:00Z"), "a"),
        Row("InvalidArgument", 400, "PUT", "/vault/k?retention", [], retention("GOVERNANCE", "2001-01-01T00:00:00Z")),
        Row("MalformedXML", 400, "PUT", "/vault/k?retention", [], retention("WORM", "2099-01-01T00:00:00Z")),
        Row("MalformedXML", 400, "PUT", "/vault/k?legal-hold", [], "<LegalHold><Status>on</Status></LegalHold>"),
        Row("InvalidArgument", 400, "DELETE", "/plain/k", [("x-amz-bypass-governance-retention", "true")]),
        Row("NoSuchKey", 404, "GET", "/vault/missing?retention"),
    ]

    private static func lockHeaders(_ mode: String, _ until: String) -> [(String, String)] {
        [("x-amz-object-lock-mode", mode), ("x-amz-object-lock-retain-until-date", until)]
    }

    private static func retention(_ mode: String, _ until: String) -> String {
        "<Retention><Mode>\(mode)</Mode><RetainUntilDate>\(until)</RetainUntilDate></Retention>"
    }

    private static func lockFor(_ period: String) -> String {
        "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule><DefaultRetention>"
            + "<Mode>GOVERNANCE</Mode>\(period)</DefaultRetention></Rule></ObjectLockConfiguration>"
    }

    static let objects: [Row] = [
        Row("NoSuchBucket", 404, "GET", "/nowhere/k"),
        Row("NoSuchKey", 404, "GET", "/plain/missing"),
        Row("NoSuchVersion", 404, "GET", "/versions/k?versionId=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        Row("InvalidArgument", 400, "GET", "/plain/k?versionId=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        Row("MethodNotAllowed", 405, "POST", "/plain/k?tagging"),
        Row("InvalidRange", 416, "GET", "/plain/k", [("Range", "bytes=5-9")]),
        Row("InvalidRange", 416, "GET", "/plain/k", [("Range", "bytes=-0")]),
        Row("InvalidRange", 416, "GET", "/plain/k", [("Range", "bytes=9223372036854775806-9223372036854775807")]),
        Row("InvalidRequest", 400, "GET", "/plain/k?partNumber=1", [("Range", "bytes=0-1")]),
        Row("InvalidPartNumber", 416, "GET", "/plain/k?partNumber=2"),
        Row("PreconditionFailed", 412, "GET", "/plain/k", [("If-Match", "\"other\"")]),
        Row("NotModified", 304, "GET", "/plain/k", [("If-None-Match", "*")]),
        Row("PreconditionFailed", 412, "PUT", "/plain/k", [("If-None-Match", "*")], "a"),
        Row("NotImplemented", 501, "PUT", "/plain/k", [("If-None-Match", "\"a\"")], "a"),
        Row("PreconditionFailed", 412, "PUT", "/plain/k", [("If-Match", "\"a\"")], "a"),
        Row("NoSuchKey", 404, "PUT", "/plain/missing", [("If-Match", "\"a\"")], "a"),
        Row("KeyTooLongError", 400, "PUT", "/plain/\(String(repeating: "k", count: 1025))", [], "a"),
        Row("KeyTooLongError", 400, "PUT", "/plain/\(String(repeating: "%C3%A9", count: 513))", [], "a"),
        Row("MetadataTooLarge", 400, "PUT", "/plain/x", [("x-amz-meta-a", String(repeating: "m", count: 2050))], "a"),
        Row("InvalidStorageClass", 400, "PUT", "/plain/x", [("x-amz-storage-class", "COLDEST")], "a"),
        Row("BadDigest", 400, "PUT", "/plain/x", [("Content-MD5", wrongMD5)], "a"),
        Row("InvalidDigest", 400, "PUT", "/plain/x", [("Content-MD5", "no")], "a"),
        Row("BadDigest", 400, "PUT", "/plain/x", [("x-amz-checksum-crc32", "AAAAAA==")], "a"),
        Row("InvalidRequest", 400, "PUT", "/plain/x", [("x-amz-checksum-crc32", "no")], "a"),
        Row("AccessControlListNotSupported", 400, "PUT", "/plain/x", [("x-amz-acl", "public-read")], "a"),
        Row("InvalidTag", 400, "PUT", "/plain/x", [("x-amz-tagging", "aws%3Aa=b")], "a"),
        Row("InvalidURI", 400, "GET", "/plain/%FF"),
        Row("InvalidRequest", 400, "PUT", "/versions/k", [("x-amz-copy-source", "/versions/k")]),
        Row("InvalidArgument", 400, "PUT", "/plain/x", [("x-amz-copy-source", "nothing")]),
        Row("NoSuchKey", 404, "PUT", "/plain/x", [("x-amz-copy-source", "/plain/missing")]),
        Row(
            "MalformedXML", 400, "PUT", "/plain/k?tagging", [], "<!DOCTYPE a [<!ENTITY b \"b\">]><Tagging>&b;</Tagging>"
        ),
        Row("MalformedXML", 400, "PUT", "/plain/k?tagging", [], String(repeating: "<a>", count: 2000)),
    ]

    static let uploads: [Row] = [
        Row("NoSuchUpload", 404, "PUT", "/plain/k?partNumber=1&uploadId=none", [], "a"),
        Row("NoSuchUpload", 404, "GET", "/plain/k?uploadId=none"),
        Row("NoSuchUpload", 404, "DELETE", "/plain/k?uploadId=none"),
        Row("InvalidArgument", 400, "PUT", "/plain/m?partNumber=0&uploadId=UPLOAD", [], "a"),
        Row("InvalidArgument", 400, "PUT", "/plain/m?partNumber=10001&uploadId=UPLOAD", [], "a"),
        Row("InvalidPart", 400, "POST", "/plain/m?uploadId=UPLOAD", [], complete([(9, "a")])),
        Row("InvalidPart", 400, "POST", "/plain/m?uploadId=UPLOAD", [], complete([(1, "wrong")])),
        Row("InvalidPartOrder", 400, "POST", "/plain/m?uploadId=UPLOAD", [], complete([(2, "ETAG"), (1, "ETAG")])),
        Row("EntityTooSmall", 400, "POST", "/plain/m?uploadId=UPLOAD", [], complete([(1, "ETAG"), (2, "ETAG")])),
        Row("MalformedXML", 400, "POST", "/plain/m?uploadId=UPLOAD", [], "<CompleteMultipartUpload"),
    ]

    private static func complete(_ parts: [(Int, String)]) -> String {
        let parts = parts.map { "<Part><PartNumber>\($0.0)</PartNumber><ETag>\($0.1)</ETag></Part>" }
        return "<CompleteMultipartUpload>\(parts.joined())</CompleteMultipartUpload>"
    }

    static let buckets: [Row] = [
        Row("BucketNotEmpty", 409, "DELETE", "/plain"),
        Row("BucketNotEmpty", 409, "DELETE", "/vault"),
        Row("InvalidBucketName", 400, "PUT", "/No_Name"),
        Row("InvalidBucketName", 400, "PUT", "/192.168.0.1"),
        Row("NoSuchBucketPolicy", 404, "GET", "/plain?policy"),
        Row("NoSuchTagSet", 404, "GET", "/plain?tagging"),
        Row("NoSuchCORSConfiguration", 404, "GET", "/plain?cors"),
        Row("NoSuchLifecycleConfiguration", 404, "GET", "/plain?lifecycle"),
        Row("NoSuchWebsiteConfiguration", 404, "GET", "/plain?website"),
        Row("ReplicationConfigurationNotFoundError", 404, "GET", "/plain?replication"),
        Row("MalformedPolicy", 400, "PUT", "/plain?policy", [], "no"),
        Row("MalformedPolicy", 400, "PUT", "/plain?policy", [], "{}"),
        Row(
            "AccessDenied", 403, "PUT", "/plain?policy", [],
            #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","#
                + #""Resource":"arn:aws:s3:::plain/*"}]}"#),
        Row(
            "MalformedXML", 400, "PUT", "/plain?versioning", [],
            "<VersioningConfiguration><Status>on</Status></VersioningConfiguration>"),
        Row(
            "IllegalVersioningConfigurationException", 400, "PUT", "/plain?versioning", [], "<VersioningConfiguration/>"
        ),
        Row("InvalidArgument", 400, "GET", "/plain?list-type=2&continuation-token=nonsense"),
        Row("InvalidArgument", 400, "GET", "/plain?max-keys=-1"),
        Row("InvalidArgument", 400, "GET", "/plain?encoding-type=base64"),
        Row("InvalidArgument", 400, "GET", "/plain?versions&version-id-marker=a"),
        Row("AccessDenied", 403, "GET", "/plain?policy", [("x-amz-expected-bucket-owner", "999988887777")]),
        Row("InvalidBucketOwnerAWSAccountID", 400, "GET", "/plain?policy", [("x-amz-expected-bucket-owner", "me")]),
        Row("InvalidRequest", 400, "POST", "/plain?delete", [], "<Delete><Object><Key>a</Key></Object></Delete>"),
        Row("NotImplemented", 501, "GET", "/plain?inventory&id=a"),
    ]

    @Test(arguments: encryption + locks + objects + uploads + buckets)
    func whatIsWrongIsRefusedInAWSsWords(row: Row) async throws {
        let client = try await world()
        let (upload, eTag) = try await openUpload(client)
        let target = row.target.replacing("UPLOAD", with: upload)
        let body = Array(row.body.replacing("ETAG", with: eTag).utf8)
        let answer = try await client.send(row.method, target, headers(row, body), body: body)
        let error = try #require(throws: ServiceError.self) { try answer.outcome.get() }
        #expect(error.code.wireName == row.code, "\(error.message ?? "")")
        #expect(error.code.httpStatus == row.status)
        // Nothing of what was refused is there.
        if row.method == "PUT", row.target.hasSuffix("/x") {
            #expect(try await client.send("GET", row.target).errorCode == "NoSuchKey")
        }
    }

    /// Documents are vouched for, but where that is what lacks; so are bodies for the vault, but where the checksum is
    /// what is tried.
    private func headers(_ row: Row, _ body: [UInt8]) -> WireHeaders {
        var headers = WireHeaders(row.headers)
        let isVouchedFor = row.headers.contains { $0.0.hasPrefix("x-amz-checksum") || $0.0 == "Content-MD5" }
        guard !body.isEmpty, !isVouchedFor, !row.target.contains("?delete") else { return headers }
        headers["Content-MD5"] = Base64.encode(DigestAlgorithm.md5.digest(of: body))
        return headers
    }

    private func world() async throws -> WireClient {
        let client = try WireClient()
        for bucket in ["plain", "versions"] { _ = try await client.send("PUT", "/\(bucket)").outcome.get() }
        let lock: WireHeaders = ["x-amz-bucket-object-lock-enabled": "true"]
        _ = try await client.send("PUT", "/vault", lock).outcome.get()
        try await configure(
            client, "/versions?versioning",
            "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>")
        try await configure(
            client, "/plain?encryption",
            "<ServerSideEncryptionConfiguration><Rule><BlockedEncryptionTypes><EncryptionType>NONE</EncryptionType>"
                + "</BlockedEncryptionTypes></Rule></ServerSideEncryptionConfiguration>")
        let hello = Array("hello".utf8)
        for bucket in ["plain", "versions", "vault"] {
            _ = try await client.send("PUT", "/\(bucket)/k", body: hello).outcome.get()
        }
        let customer: WireHeaders = [
            "\(Self.customer)-algorithm": "AES256", "\(Self.customer)-key": Self.key,
            "\(Self.customer)-key-MD5": Self.keyMD5,
        ]
        _ = try await client.send("PUT", "/plain/c", customer, body: hello).outcome.get()
        return client
    }

    private func configure(_ client: WireClient, _ target: String, _ document: String) async throws {
        let body = Array(document.utf8)
        let headers: WireHeaders = ["Content-MD5": Base64.encode(DigestAlgorithm.md5.digest(of: body))]
        _ = try await client.send("PUT", target, headers, body: body).outcome.get()
    }

    /// An upload with two small parts; its id and the parts' entity tag.
    private func openUpload(_ client: WireClient) async throws -> (String, String) {
        let text = try await client.send("POST", "/plain/m?uploads").text()
        let id = try #require(text.firstMatch(of: /<UploadId>(.+?)<\/UploadId>/)?.1)
        var eTag = ""
        for number in 1...2 {
            let part = try await client.send("PUT", "/plain/m?partNumber=\(number)&uploadId=\(id)", body: [1, 2, 3])
            eTag = try part.outcome.get().headers["ETag"] ?? ""
        }
        return (String(id), eTag.replacing("\"", with: "&quot;"))
    }

    /// Names that other stores stumble over are names like any other.
    @Test(arguments: [
        "a/../b", "..", "./x", "a//b", "/lead", "tail/", "\u{1}\u{7F}", "\u{0}", "é", "e\u{301}", "🗝️", "日本", "a+b c%",
        "\u{202E}x", String(repeating: "k", count: 1024), "\u{FFFF}", "\r\n", " ", "<&>\"'",
    ])
    func everyNameComesBackAsItWent(_ name: String) async throws {
        let client = try WireClient()
        _ = try await client.send("PUT", "/bucket").outcome.get()
        let target = "/bucket/\(PercentEncoding.encode(name, keepingSlash: true))"
        _ = try await client.send("PUT", target, body: Array("one".utf8)).outcome.get()
        #expect(try await client.send("GET", target).text() == "one")
        let listing = try XMLReader.parse(
            try await client.send("GET", "/bucket?list-type=2&encoding-type=url").bytes())
        let listed = try PercentEncoding.decode(listing["Contents"]?["Key"]?.text ?? "")
        #expect(listed.utf8.elementsEqual(name.utf8))
    }

    /// Composed and decomposed forms are two keys: S3 compares bytes.
    @Test func namesAreComparedByteByByte() async throws {
        let client = try WireClient()
        _ = try await client.send("PUT", "/bucket").outcome.get()
        _ = try await client.send("PUT", "/bucket/%C3%A9", body: [1]).outcome.get()
        #expect(try await client.send("GET", "/bucket/e%CC%81").errorCode == "NoSuchKey")
    }
}
