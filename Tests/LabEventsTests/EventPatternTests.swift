import LabCore
import LabEvents
import Testing

/// EventBridge's matching language, a row a rule.
@Suite struct EventPatternTests {
    /// A pattern and an event that it takes or does not take.
    struct Row: Sendable, CustomTestStringConvertible {
        let pattern: String
        let event: String
        let isTaken: Bool

        var testDescription: String { "\(pattern) \(isTaken ? "takes" : "leaves") \(event)" }
    }

    private static func takes(_ pattern: String, _ event: String) -> Row {
        Row(pattern: pattern, event: event, isTaken: true)
    }

    private static func leaves(_ pattern: String, _ event: String) -> Row {
        Row(pattern: pattern, event: event, isTaken: false)
    }

    static let values: [Row] = [
        takes(#"{"a":["x"]}"#, #"{"a":"x","b":1}"#),
        leaves(#"{"a":["x"]}"#, #"{"a":"X"}"#),
        leaves(#"{"a":["x"]}"#, #"{"b":"x"}"#),
        takes(#"{"a":["x","y"]}"#, #"{"a":"y"}"#),
        takes(#"{"a":["x"]}"#, #"{"a":["w","x"]}"#),
        leaves(#"{"a":["x"]}"#, #"{"a":["w",["v"]]}"#),
        takes(#"{"a":["x"]}"#, #"{"a":["w",["x"]]}"#),
        leaves(#"{"a":["é"]}"#, "{\"a\":\"e\u{301}\"}"),
        takes(#"{"a":[5]}"#, #"{"a":5}"#),
        leaves(#"{"a":[5]}"#, #"{"a":5.0}"#),
        leaves(#"{"a":[5]}"#, #"{"a":"5"}"#),
        takes(#"{"a":[true]}"#, #"{"a":true}"#),
        leaves(#"{"a":[true]}"#, #"{"a":"true"}"#),
        takes(#"{"a":[null]}"#, #"{"a":null}"#),
        leaves(#"{"a":[null]}"#, #"{}"#),
        takes(#"{"a":[""]}"#, #"{"a":""}"#),
        leaves(#"{"a":[""]}"#, #"{"a":null}"#),
        takes(#"{"a":{"b":["x"]},"c":["y"]}"#, #"{"a":{"b":"x"},"c":"y"}"#),
        leaves(#"{"a":{"b":["x"]},"c":["y"]}"#, #"{"a":{"b":"x"},"c":"z"}"#),
        leaves(#"{"a":{"b":["x"]}}"#, #"{"a":"x"}"#),
        leaves(#"{"a":["x"]}"#, #"{"a":{"a":"x"}}"#),
        // Fields of different elements of a list do not add up.
        takes(#"{"a":{"b":[1],"c":[2]}}"#, #"{"a":[{"b":1,"c":2},{"b":3}]}"#),
        leaves(#"{"a":{"b":[1],"c":[2]}}"#, #"{"a":[{"b":1},{"c":2}]}"#),
    ]

    static let texts: [Row] = [
        takes(#"{"a":[{"prefix":"key/"}]}"#, #"{"a":"key/1"}"#),
        leaves(#"{"a":[{"prefix":"key/"}]}"#, #"{"a":"Key/1"}"#),
        takes(#"{"a":[{"prefix":{"equals-ignore-case":"key/"}}]}"#, #"{"a":"Key/1"}"#),
        takes(#"{"a":[{"prefix":""}]}"#, #"{"a":""}"#),
        leaves(#"{"a":[{"prefix":"1"}]}"#, #"{"a":1}"#),
        takes(#"{"a":[{"suffix":".png"}]}"#, #"{"a":"x.png"}"#),
        leaves(#"{"a":[{"suffix":".png"}]}"#, #"{"a":"x.PNG"}"#),
        takes(#"{"a":[{"suffix":{"equals-ignore-case":".png"}}]}"#, #"{"a":"x.PNG"}"#),
        takes(#"{"a":[{"equals-ignore-case":"Alice"}]}"#, #"{"a":"aLICE"}"#),
        leaves(#"{"a":[{"equals-ignore-case":"Alice"}]}"#, #"{"a":"alice2"}"#),
        takes(#"{"a":[{"wildcard":"a*c"}]}"#, #"{"a":"abcbc"}"#),
        takes(#"{"a":[{"wildcard":"*"}]}"#, #"{"a":""}"#),
        takes(#"{"a":[{"wildcard":"*b*d"}]}"#, #"{"a":"abcd"}"#),
        leaves(#"{"a":[{"wildcard":"a*c"}]}"#, #"{"a":"abcd"}"#),
        leaves(#"{"a":[{"wildcard":"a*bb"}]}"#, #"{"a":"ab"}"#),
        takes(#"{"a":[{"wildcard":"a\\*b"}]}"#, #"{"a":"a*b"}"#),
        leaves(#"{"a":[{"wildcard":"a\\*b"}]}"#, #"{"a":"axb"}"#),
        takes(#"{"a":[{"wildcard":"a\\\\b"}]}"#, #"{"a":"a\\b"}"#),
        takes(#"{"a":[{"prefix":"x"},"y"]}"#, #"{"a":"y"}"#),
    ]

    static let exclusions: [Row] = [
        takes(#"{"a":[{"anything-but":"x"}]}"#, #"{"a":"y"}"#),
        leaves(#"{"a":[{"anything-but":"x"}]}"#, #"{"a":"x"}"#),
        leaves(#"{"a":[{"anything-but":"x"}]}"#, #"{}"#),
        takes(#"{"a":[{"anything-but":"x"}]}"#, #"{"a":5}"#),
        leaves(#"{"a":[{"anything-but":["x","y"]}]}"#, #"{"a":"y"}"#),
        leaves(#"{"a":[{"anything-but":[1,2]}]}"#, #"{"a":2}"#),
        takes(#"{"a":[{"anything-but":[1,2]}]}"#, #"{"a":3}"#),
        leaves(#"{"a":[{"anything-but":{"prefix":"x"}}]}"#, #"{"a":"xy"}"#),
        takes(#"{"a":[{"anything-but":{"prefix":"x"}}]}"#, #"{"a":"yx"}"#),
        leaves(#"{"a":[{"anything-but":{"prefix":["x","y"]}}]}"#, #"{"a":"y1"}"#),
        leaves(#"{"a":[{"anything-but":{"suffix":".png"}}]}"#, #"{"a":"1.png"}"#),
        leaves(#"{"a":[{"anything-but":{"suffix":[".png",".jpg"]}}]}"#, #"{"a":"1.jpg"}"#),
        leaves(#"{"a":[{"anything-but":{"equals-ignore-case":["x","y"]}}]}"#, #"{"a":"Y"}"#),
        leaves(#"{"a":[{"anything-but":{"wildcard":"*/lib/*"}}]}"#, #"{"a":"usr/lib/x"}"#),
        takes(#"{"a":[{"anything-but":{"wildcard":"*/lib/*"}}]}"#, #"{"a":"usr/bin/x"}"#),
    ]

    static let numbersAndPlaces: [Row] = [
        takes(#"{"a":[{"numeric":["=",300]}]}"#, #"{"a":3.0e2}"#),
        leaves(#"{"a":[{"numeric":["=",300]}]}"#, #"{"a":"300"}"#),
        takes(#"{"a":[{"numeric":[">",0,"<=",5]}]}"#, #"{"a":5}"#),
        leaves(#"{"a":[{"numeric":[">",0,"<=",5]}]}"#, #"{"a":0}"#),
        leaves(#"{"a":[{"numeric":[">",0,"<=",5]}]}"#, #"{"a":5.1}"#),
        takes(#"{"a":[{"numeric":["<",-1]}]}"#, #"{"a":-1.5}"#),
        takes(#"{"a":[{"numeric":[">=",-1]}]}"#, #"{"a":-1}"#),
        takes(#"{"a":[{"cidr":"10.0.0.0/24"}]}"#, #"{"a":"10.0.0.200"}"#),
        leaves(#"{"a":[{"cidr":"10.0.0.0/24"}]}"#, #"{"a":"10.0.1.0"}"#),
        takes(#"{"a":[{"cidr":"2001:db8::/32"}]}"#, #"{"a":"2001:db8:1::1"}"#),
        leaves(#"{"a":[{"cidr":"0.0.0.0/0"}]}"#, #"{"a":"kms.amazonaws.com"}"#),
        takes(#"{"a":[{"exists":true}]}"#, #"{"a":null}"#),
        leaves(#"{"a":[{"exists":true}]}"#, #"{"b":1}"#),
        leaves(#"{"a":[{"exists":true}]}"#, #"{"a":{"b":1}}"#),
        takes(#"{"a":[{"exists":false}]}"#, #"{"b":1}"#),
        leaves(#"{"a":[{"exists":false}]}"#, #"{"a":1}"#),
        takes(#"{"a":{"b":[{"exists":false}]}}"#, #"{}"#),
        takes(#"{"a":{"b":[{"exists":false}]}}"#, #"{"a":[]}"#),
        takes(#"{"a":[{"exists":false},"x"]}"#, #"{"a":"x"}"#),
    ]

    static let choices: [Row] = [
        takes(#"{"$or":[{"a":[1]},{"b":[2]}]}"#, #"{"b":2}"#),
        leaves(#"{"$or":[{"a":[1]},{"b":[2]}]}"#, #"{"a":2,"b":1}"#),
        takes(#"{"c":[3],"$or":[{"a":[1]},{"b":[2]}]}"#, #"{"a":1,"c":3}"#),
        leaves(#"{"c":[3],"$or":[{"a":[1]},{"b":[2]}]}"#, #"{"a":1,"c":4}"#),
        takes(#"{"d":{"$or":[{"a":[1]},{"b":[{"numeric":["=",6]}]}]}}"#, #"{"d":{"b":6}}"#),
        takes(#"{"$or":[{"a":[1],"b":[2]},{"$or":[{"c":[3]},{"d":[4]}]}]}"#, #"{"d":4}"#),
        // A field may be called so, as long as what it holds are matchers.
        takes(#"{"$or":["x"]}"#, #"{"$or":"x"}"#),
        takes(#"{"$or":[{"prefix":"x"},{"suffix":"y"}]}"#, #"{"$or":"xa"}"#),
    ]

    @Test(arguments: values + texts + exclusions + numbersAndPlaces + choices)
    func aPatternTakesWhatItSays(_ row: Row) throws {
        let event = try #require(try JSONParser.parse(row.event).object)
        #expect(try EventPattern(parsing: row.pattern).matches(event) == row.isTaken)
    }

    @Test(arguments: [
        "", "[]", "{", "{}", #"{"a":"x"}"#, #"{"a":1}"#, #"{"a":[]}"#, #"{"a":{}}"#, #"{"a":[["x"]]}"#,
        #"{"a":[{}]}"#, #"{"a":[{"prefix":"x","suffix":"y"}]}"#, #"{"a":[{"prefix":1}]}"#, #"{"a":[{"suffix":null}]}"#,
        #"{"a":[{"prefix":{"suffix":"x"}}]}"#, #"{"a":[{"like":"x"}]}"#, #"{"a":[{"exists":"yes"}]}"#,
        #"{"a":[{"equals-ignore-case":["x"]}]}"#, #"{"a":[{"wildcard":"a**b"}]}"#, #"{"a":[{"wildcard":"a\\b"}]}"#,
        #"{"a":[{"wildcard":"a\\"}]}"#, #"{"a":[{"anything-but":[]}]}"#, #"{"a":[{"anything-but":["x",1]}]}"#,
        #"{"a":[{"anything-but":null}]}"#, #"{"a":[{"anything-but":{"exists":true}}]}"#,
        #"{"a":[{"anything-but":{"prefix":[]}}]}"#, #"{"a":[{"numeric":5}]}"#, #"{"a":[{"numeric":[]}]}"#,
        #"{"a":[{"numeric":[">"]}]}"#, #"{"a":[{"numeric":["~",5]}]}"#, #"{"a":[{"numeric":[">","5"]}]}"#,
        #"{"a":[{"numeric":[">",5,"<",5]}]}"#, #"{"a":[{"numeric":["<",5,">",1]}]}"#,
        #"{"a":[{"numeric":["=",5e9,"<",5]}]}"#, #"{"a":[{"numeric":["=",5000000001]}]}"#,
        #"{"a":[{"numeric":[">",1,"<",5,"=",2]}]}"#, #"{"a":[{"cidr":"10.0.0.0/33"}]}"#, #"{"a":[{"cidr":"x"}]}"#,
        #"{"$or":[{"a":[1]}]}"#, #"{"$or":[]}"#, #"{"$or":[{"a":[1]},{}]}"#,
    ])
    func whatIsNoPatternIsRefused(_ text: String) {
        #expect(throws: EventPatternError.self) { try EventPattern(parsing: text) }
    }

    @Test func theRefusalIsAWSs() throws {
        let error = try #require(throws: EventPatternError.self) { try EventPattern(parsing: #"{"a":[{"like":1}]}"#) }
        #expect(error.serviceError.code.wireName == "InvalidEventPatternException")
        #expect(error.serviceError.message == "Event pattern is not valid. Reason: Unrecognized match type like")
    }

    @Test func aHostilePatternEndsSoon() throws {
        let pattern = try EventPattern(parsing: #"{"a":[{"wildcard":"*a*a*a*a*a*a*a*a*a*b"}]}"#)
        let text = String(repeating: "a", count: 20_000)
        #expect(!pattern.matches(["a": .string(text)]))
        let deep = String(repeating: #"{"a":"#, count: 1_000)
        #expect(throws: EventPatternError.self) { try EventPattern(parsing: deep) }
    }
}
