import LabCore
import LabService
import LabWire
import Testing

private func parse(_ text: String) throws(QueryForm.Failure) -> JSONObject {
    try QueryForm.parse(Array(text.utf8))
}

@Suite struct QueryFormTests {
    @Test(arguments: [
        ("Action=ListUsers&Version=2010-05-08", #"{"Action":"ListUsers","Version":"2010-05-08"}"#),
        ("A=a+b%2Bc%26&B=", #"{"A":"a b+c&","B":""}"#),
        (
            "Tags.member.1.Key=k&Tags.member.1.Value=v&Tags.member.2.Key=l",
            #"{"Tags":[{"Key":"k","Value":"v"},{"Key":"l"}]}"#
        ),
        ("N.member.10=c&N.member.2=b&N.member.1=a", #"{"N":["a","b","c"]}"#),
        ("N.1=a&N.2=b", #"{"N":["a","b"]}"#),
        ("N.member=", #"{"N":""}"#),
        (
            "M.entry.1.key=a&M.entry.1.value=b&M.entry.2.key=c&M.entry.2.value.X=d",
            #"{"M":{"a":"b","c":{"X":"d"}}}"#
        ),
        ("S.A.B=1&S.A.C=2", #"{"S":{"A":{"B":"1","C":"2"}}}"#),
        ("&&A=1&", #"{"A":"1"}"#),
        ("A=b=c", #"{"A":"b=c"}"#),
        ("", "{}"),
    ])
    func formsBecomeTrees(text: String, json: String) throws {
        #expect(JSONValue.object(try parse(text)).compactText == json)
    }

    @Test(arguments: [
        "A=1&A=2", "A=1&A.B=2", "A.B=1&A=2", "A..B=1", ".=1", "A.=1", "=1", "A=%", "A=%zz", "A=%FF", "%C3=1",
    ])
    func formsThatSayTwoThingsAreRefused(text: String) {
        let failure = #expect(throws: QueryForm.Failure.self) { try parse(text) }
        #expect(failure?.serviceError.code.wireName == "MalformedQueryString")
    }

    @Test func limitsHold() throws {
        let many = (0..<1025).map { "A\($0)=1" }.joined(separator: "&")
        #expect(throws: QueryForm.Failure.tooLarge) { try parse(many) }
        let deep = Array(repeating: "A", count: 17).joined(separator: ".") + "=1"
        #expect(throws: QueryForm.Failure.tooLarge) { try parse(deep) }
    }

    @Test func aHugeNumberIsNoHugeArray() throws {
        let tree = try parse("N.member.99999999999999999999999=a&N.member.4611686018427387904=b")
        #expect(JSONValue.object(tree).compactText.contains("99999999999999999999999"))
        #expect(JSONValue.object(try parse("N.member.4611686018427387904=b")).compactText == #"{"N":["b"]}"#)
    }

    @Test func aPresignedGetIsReadFromItsURL() throws {
        let request = WireRequest(
            method: "GET", target: "/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Signature=0")
        #expect(try QueryForm.parse(request)["Action"] == "GetCallerIdentity")
        #expect(try QueryForm.parse(request)["X-Amz-Signature"] == nil)
    }

    @Test func theMemberReaderReadsForms() throws {
        let form = try parse("UserName=u&MaxItems=5&Tags.member.1.Key=k&Tags.member.1.Value=")
        let (name, items, tags) = try MemberReader.read(form, dialect: .query) { members in
            (
                members.requiredString("UserName", 1...64), members.integer("MaxItems", 1...1000),
                members.structures("Tags", 0...50) { ($0.requiredString("Key", 1...128), $0.requiredString("Value")) }
            )
        }
        #expect(name == "u")
        #expect(items == 5)
        #expect(tags?.first?.0 == "k")
        #expect(tags?.first?.1 == "")
    }
}
