import LabCore
import LabService
import Testing

private enum Spec: String, CaseIterable {
    case symmetric = "SYMMETRIC_DEFAULT"
    case rsa = "RSA_2048"
}

private struct Tag {
    let key: String
    let value: String

    init(_ members: MemberReader) {
        key = members.requiredString("TagKey", 1...128)
        value = members.requiredString("TagValue", 0...256)
    }
}

private struct Input {
    let keyID: String
    let limit: Int?
    let spec: Spec?
    let plaintext: [UInt8]
    let tags: [Tag]
    let tokens: [String]?
    let context: EncryptionContext?

    init(_ members: MemberReader) {
        keyID = members.requiredString("KeyId", 1...8)
        limit = members.integer("Limit", 1...1000)
        spec = members.enumeration("KeySpec", Spec.self)
        plaintext = members.blob("Plaintext", 1...4) ?? []
        tags = members.structures("Tags", 0...2, of: Tag.init) ?? []
        tokens = members.strings("GrantTokens", 0...2, each: 1...4)
        context = members.encryptionContext()
    }
}

private func read(_ text: String) throws -> Input {
    guard let object = try JSONParser.parse(text).object else { throw JSONParserIssue() }
    return try MemberReader.read(object, Input.init)
}

private struct JSONParserIssue: Error {}

@Suite struct MemberReaderTests {
    @Test func aGoodInputIsRead() throws {
        let input = try read(
            #"""
            {"KeyId":"k","Limit":5,"KeySpec":"RSA_2048","Plaintext":"AQI=","Unknown":[1],"GrantTokens":["a"],
             "Tags":[{"TagKey":"a","TagValue":""}],"EncryptionContext":{"b":"2","a":"1"}}
            """#)
        #expect(input.keyID == "k")
        #expect(input.limit == 5)
        #expect(input.spec == .rsa)
        #expect(input.plaintext == [1, 2])
        #expect(input.tags.map(\.key) == ["a"])
        #expect(input.tags.map(\.value) == [""])
        #expect(input.tokens == ["a"])
        #expect(input.context == EncryptionContext([(key: "a", value: "1"), (key: "b", value: "2")]))
    }

    @Test func nullCountsAsAbsent() throws {
        let input = try read(#"{"KeyId":"k","Limit":null,"Tags":null}"#)
        #expect(input.limit == nil)
        #expect(input.tags.isEmpty)
    }

    @Test(arguments: [
        (
            #"{}"#,
            "1 validation error detected: Value null at 'keyId' failed to satisfy constraint: Member must not be null"
        ),
        (
            #"{"KeyId":"123456789"}"#,
            "1 validation error detected: Value '123456789' at 'keyId' failed to satisfy constraint: "
                + "Member must have length less than or equal to 8"
        ),
        (
            #"{"KeyId":"k","Limit":1001}"#,
            "1 validation error detected: Value '1001' at 'limit' failed to satisfy constraint: "
                + "Member must have value less than or equal to 1000"
        ),
        (
            #"{"KeyId":"k","KeySpec":"HMAC_random"}"#,
            "1 validation error detected: Value 'HMAC_random' at 'keySpec' failed to satisfy constraint: "
                + "Member must satisfy enum value set: [SYMMETRIC_DEFAULT, RSA_2048]"
        ),
        (
            #"{"KeyId":"k","Plaintext":"AQIDBAU="}"#,
            "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: "
                + "Member must have length less than or equal to 4"
        ),
        (
            #"{"KeyId":"","Tags":[{"TagKey":"a","TagValue":"b"},{"TagKey":""}]}"#,
            "3 validation errors detected: Value '' at 'keyId' failed to satisfy constraint: "
                + "Member must have length greater than or equal to 1; "
                + "Value '' at 'tags.2.member.tagKey' failed to satisfy constraint: "
                + "Member must have length greater than or equal to 1; "
                + "Value null at 'tags.2.member.tagValue' failed to satisfy constraint: Member must not be null"
        ),
        (
            #"{"KeyId":"k","GrantTokens":["a","12345"]}"#,
            "1 validation error detected: Value '[a, 12345]' at 'grantTokens' failed to satisfy constraint: "
                + "Member must satisfy constraint: [Member must have length less than or equal to 4, "
                + "Member must have length greater than or equal to 1]"
        ),
        (
            #"{"KeyId":"k","EncryptionContext":{"a":null}}"#,
            "1 validation error detected: Value '{a=null}' at 'encryptionContext' failed to satisfy constraint: "
                + "Map value must satisfy constraint: [Member must not be null]"
        ),
    ])
    func brokenConstraintsAreReportedInAWSGrammar(text: String, message: String) throws {
        let error = #expect(throws: ServiceError.self) { try read(text) }
        #expect(error?.code.wireName == "ValidationException")
        #expect(error?.code.httpStatus == 400)
        #expect(error?.message == message)
    }

    @Test(arguments: [
        (#"{"KeyId":5}"#, "NUMBER_VALUE can not be converted to a String"),
        (#"{"KeyId":{}}"#, "Start of structure or map found where not expected."),
        (#"{"KeyId":"k","Limit":"5"}"#, "STRING_VALUE can not be converted to an Integer"),
        (#"{"KeyId":"k","Limit":5.5}"#, "NUMBER_VALUE can not be converted to an Integer"),
        (#"{"KeyId":"k","Plaintext":"*"}"#, "STRING_VALUE can not be converted to a Blob"),
        (#"{"KeyId":"k","Tags":{}}"#, "Expected list or null"),
        (#"{"KeyId":"k","EncryptionContext":[]}"#, "Start of list found where not expected."),
    ])
    func wrongTypesAreSerializationErrors(text: String, message: String) throws {
        let error = #expect(throws: ServiceError.self) { try read(text) }
        #expect(error?.code.wireName == "SerializationException")
        #expect(error?.message == message)
    }

    @Test func aSensitiveValueIsNotEchoed() {
        let object: JSONObject = ["Secret": "very secret indeed"]
        let error = #expect(throws: ServiceError.self) {
            try MemberReader.read(object) { $0.requiredString("Secret", 0...3, isSensitive: true) }
        }
        #expect(error?.message?.contains("very secret") == false)
    }

    @Test func timesOutsideTheCalendarAreRefused() throws {
        let far: JSONObject = ["ValidTo": 1e300]
        #expect(throws: ServiceError.self) { try MemberReader.read(far) { $0.timestamp("ValidTo") } }
        let near: JSONObject = ["ValidTo": 1571767572.317]
        let moment = try MemberReader.read(near) { $0.timestamp("ValidTo") }
        #expect(moment == Timestamp(millisecondsSince1970: 1_571_767_572_317))
    }

    @Test func queryTextBecomesNumbersAndBooleans() throws {
        let object: JSONObject = ["MaxItems": "10", "OnlyAttached": "true", "Tags": ""]
        let (items, attached, tags) = try MemberReader.read(object, dialect: .query) { members in
            (
                members.integer("MaxItems", 1...1000), members.bool("OnlyAttached"),
                members.structures("Tags", of: Tag.init)
            )
        }
        #expect(items == 10)
        #expect(attached == true)
        #expect(tags?.isEmpty == true)
    }

    @Test func queryErrorsHaveTheirOwnCodes() {
        let object: JSONObject = ["MaxItems": "0"]
        let error = #expect(throws: ServiceError.self) {
            try MemberReader.read(object, dialect: .query) { $0.integer("MaxItems", 1...1000) }
        }
        #expect(error?.code.wireName == "ValidationError")
        let malformed = #expect(throws: ServiceError.self) {
            try MemberReader.read(["MaxItems": "x"], dialect: .query) { $0.integer("MaxItems", 1...1000) }
        }
        #expect(malformed?.code.wireName == "MalformedInput")
    }

    @Test func aMissingRequiredStructureAnswersPlaceholdersAndThrows() {
        let error = #expect(throws: ServiceError.self) {
            try MemberReader.read(JSONObject()) { $0.requiredStructure("Tag", Tag.init) }
        }
        #expect(error?.message?.hasPrefix("1 validation error detected: Value null at 'tag'") == true)
    }

    @Test func theErrorListsAtMostAHundredViolations() {
        let bad = JSONValue.array(Array(repeating: .object(["TagKey": ""]), count: 500))
        let error = #expect(throws: ServiceError.self) {
            try MemberReader.read(["Tags": bad]) { $0.structures("Tags", of: Tag.init) }
        }
        #expect(error?.message?.hasPrefix("100 validation errors detected") == true)
    }
}

@Suite struct MemberDescriptionTests {
    @Test func anInputDescribesItself() {
        let members = MemberReader.describe(Input.init)
        #expect(
            members.map(\.name) == [
                "KeyId", "Limit", "KeySpec", "Plaintext", "Tags", "GrantTokens", "EncryptionContext",
            ])
        #expect(members.map(\.isRequired) == [true, false, false, false, false, false, false])
        #expect(members[0].kind == .string(length: MemberRange(1...8), pattern: nil))
        #expect(members[1].kind == .integer(MemberRange(1...1000)))
        #expect(members[2].kind == .enumeration(["SYMMETRIC_DEFAULT", "RSA_2048"]))
        #expect(members[3].kind == .blob(length: MemberRange(1...4)))
        guard case .list(let count, .structure(let tag)) = members[4].kind else {
            Issue.record("tags are no list of structures")
            return
        }
        #expect(count == MemberRange(0...2))
        #expect(tag.map(\.name) == ["TagKey", "TagValue"])
    }
}

@Suite struct MemberPatternTests {
    @Test(arguments: [
        ("^[a-zA-Z0-9:/_-]+$", "alias/x_1-2", "alias x"),
        ("[\\w]+", "default", "de-fault"),
        ("^([a-z]+-){2,3}\\d+$", "eu-central-1", "eu-1"),
        ("cluster-[2-7a-zA-Z]{11,16}", "cluster-abcdefghijk", "cluster-abcdefghij"),
        ("[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+", "{\n\t\"é\"}", "{\u{2028}}"),
        ("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+", "größe 1", "a*b"),
        ("(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)", "/a/b/", "/a"),
        ("^[a-zA-Z0-9-_.]+$", "a-b_c.d", "a:b"),
        ("v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?", "v12.x", "v0"),
        ("^(/[a-zA-Z0-9\\/_-]+/kms/xks/v\\d{1,2})$|^(/kms/xks/v\\d{1,2})$", "/kms/xks/v1", "/kms/xks/v123"),
        ("[^\\x00-\\x1F\\x7F]+", "text", "a\u{1}"),
        ("a{0,2}b", "aab", "aaab"),
        ("[\\s\\S]*\\S[\\s\\S]*", " x ", "  "),
        ("a^b|ab", "ab", "a^b"),
    ])
    func wholeStringsAreMatched(pattern: String, good: String, bad: String) throws {
        let compiled = try #require(MemberPattern(pattern))
        #expect(compiled.matches(good))
        #expect(!compiled.matches(bad))
    }

    @Test(arguments: ["(?!a)b", "a\\1", "[a", "(a", "a)", "*a", "a{2,1}", "a{9999}", "\\p{Q}", "\\u00"])
    func whatIsNotKnownIsRefused(pattern: String) {
        #expect(MemberPattern(pattern) == nil)
    }

    @Test func aPatternMadeToBacktrackIsLinear() throws {
        let compiled = try #require(MemberPattern("^(([a-z])+.)+[A-Z]([a-z])+$"))
        #expect(!compiled.matches(String(repeating: "a", count: 20_000)))
    }
}
