import LabCore
import Testing

@Suite struct JSONTests {
    @Test(arguments: [
        "{}", "[]", "null", "true", "-0.5", "1.25e-3", "9007199254740993", "\"\\u00e9\\ud83d\\ude00\"",
        "{\"b\":1,\"a\":[{\"x\":null}]}", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
    ])
    func whatIsJSONIsReadAndWritesTheSameValue(text: String) throws {
        let value = try JSONParser.parse(text)
        #expect(try JSONParser.parse(value.compactText) == value)
        #expect(try JSONParser.parse(value.prettyText) == value)
        #expect(try JSONParser.parse(value.policyText) == value)
    }

    @Test(arguments: [
        "", "{", "[1,]", "{\"a\":1,}", "01", "1.", "-", "+1", "nul", "tru", "\"\u{01}\"", "\"\\x\"", "\"\\ud800\"",
        "\"\\ud800\\u0041\"", "'a'", "{a:1}", "1 2", "\"abc", "[1 2]", "NaN", "1e999",
    ])
    func whatIsNotJSONIsRefused(text: String) {
        #expect(throws: JSONError.self) { try JSONParser.parse(text) }
    }

    @Test func malformedUTF8IsRefused() {
        #expect(throws: JSONError.self) { try JSONParser.parse([0x22, 0xC3, 0x28, 0x22]) }
    }

    @Test func membersKeepTheirOrder() throws {
        let object = try #require(try JSONParser.parse("{\"z\":1,\"a\":2,\"m\":3}").object)
        #expect(object.names == ["z", "a", "m"])
        #expect(JSONValue.object(object).compactText == "{\"z\":1,\"a\":2,\"m\":3}")
    }

    @Test func aSecondMemberOfANameIsRefusedWhenAskedTo() throws {
        let text = "{\"a\":1,\"a\":2}"
        #expect(throws: JSONError.self) { try JSONParser.parse(text, duplicates: .refuse) }
        #expect(try JSONParser.parse(text)["a"] == 2)
    }

    @Test func manyMembersAreStillWatchedForDuplicates() {
        let members = (0..<40).map { "\"m\($0)\":0" } + ["\"m3\":1"]
        let text = "{" + members.joined(separator: ",") + "}"
        #expect(throws: JSONError.self) { try JSONParser.parse(text, duplicates: .refuse) }
    }

    @Test func namesAreComparedByteByByte() throws {
        let object = try #require(try JSONParser.parse("{\"\\u00e9\":1,\"e\\u0301\":2}", duplicates: .refuse).object)
        #expect(object.count == 2)
        #expect(object["\u{E9}"] == 1)
        #expect(object["e\u{301}"] == 2)
    }

    @Test func aDepthBombIsRefused() {
        let bomb = String(repeating: "[", count: 100_000)
        #expect(throws: JSONError.self) { try JSONParser.parse(bomb) }
    }

    @Test func policiesAreLaidOutAsAWSDoes() {
        let policy: JSONValue = ["Version": "2012-10-17", "Statement": [["Effect": "Allow", "Action": ["a", "b"]]]]
        let text = """
            {
              "Version" : "2012-10-17",
              "Statement" : [ {
                "Effect" : "Allow",
                "Action" : [ "a", "b" ]
              } ]
            }
            """
        #expect(policy.policyText == text)
    }
}
