import LabCore
import LabService
import LabTesting
import Testing

@testable import LabTrail

/// Event selectors: what they select, and which are refused.
@Suite struct SelectorTests {
    private static let kms: JSONObject = [
        "eventSource": "kms.amazonaws.com", "eventName": "Decrypt", "readOnly": true, "managementEvent": true,
        "eventCategory": "Management",
    ]
    private static let put: JSONObject = [
        "eventSource": "s3.amazonaws.com", "eventName": "PutObject", "readOnly": false, "managementEvent": false,
        "eventCategory": "Data",
        "resources": [
            ["type": "AWS::S3::Object", "ARN": "arn:aws:s3:::letters/a.txt"],
            ["type": "AWS::S3::Bucket", "ARN": "arn:aws:s3:::letters"],
        ],
    ]

    private static func data(_ values: String..., type: JSONValue = "AWS::S3::Object") -> JSONValue {
        ["DataResources": [["Type": type, "Values": .texts(values)]]]
    }

    private static func advanced(_ fields: JSONValue...) -> JSONObject {
        ["AdvancedEventSelectors": [["FieldSelectors": .array(fields)]]]
    }

    private static func category(_ name: String) -> JSONValue {
        ["Field": "eventCategory", "Equals": [.string(name)]]
    }
    private static let objects: JSONValue = ["Field": "resources.type", "Equals": ["AWS::S3::Object"]]

    @Test(
        arguments: [
            (["EventSelectors": [[:]]], true, false),
            (["EventSelectors": [["ReadWriteType": "WriteOnly"]]], false, false),
            (["EventSelectors": [["ReadWriteType": "ReadOnly"]]], true, false),
            (["EventSelectors": [["IncludeManagementEvents": false]]], false, false),
            (["EventSelectors": [["ExcludeManagementEventSources": ["kms.amazonaws.com"]]]], false, false),
            (["EventSelectors": [data("arn:aws:s3:::letters/")]], true, true),
            (["EventSelectors": [data("arn:aws:s3:::other/")]], true, false),
            (["EventSelectors": [data("arn:aws:s3")]], true, true),
            (["EventSelectors": [data("arn:aws:s3:::letters/b", "arn:aws:s3:::letters/a")]], true, true),
            (advanced(category("Management")), true, false),
            (
                advanced(category("Management"), ["Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]]), false,
                false
            ),
            (advanced(category("Data"), objects), false, true),
            (
                advanced(
                    category("Data"), objects, ["Field": "resources.ARN", "StartsWith": ["arn:aws:s3:::letters/"]]),
                false, true
            ),
            (
                advanced(category("Data"), objects, ["Field": "resources.ARN", "NotEndsWith": [".txt"]]), false, false
            ),
            (advanced(category("Data"), objects, ["Field": "readOnly", "Equals": ["true"]]), false, false),
            (
                advanced(category("Data"), objects, ["Field": "eventName", "NotStartsWith": ["Get", "Head"]]), false,
                true
            ),
        ] as [(JSONObject, Bool, Bool)])
    func selectorsSelect(_ selectors: JSONObject, decrypts: Bool, puts: Bool) throws {
        var input = selectors
        input["TrailName"] = "main"
        let selection = try MemberReader.read(input, PutEventSelectors.Input.init).selection()
        #expect(selection.selects(Self.kms) == decrypts)
        #expect(selection.selects(Self.put) == puts)
    }

    @Test(
        arguments: [
            [:], ["EventSelectors": []], ["AdvancedEventSelectors": []],
            ["EventSelectors": [[:], [:], [:], [:], [:], [:]]],
            ["EventSelectors": [data("arn:aws:s3:::a/", type: "AWS::Glacier::Vault")]],
            ["EventSelectors": [data("letters/")]], ["EventSelectors": [data()]],
            ["EventSelectors": [["ExcludeManagementEventSources": ["s3.amazonaws.com"]]]],
            ["EventSelectors": [[:]], "AdvancedEventSelectors": [["FieldSelectors": [category("Management")]]]],
            advanced(objects), advanced(category("Data")), advanced(category("Everything")),
            advanced(category("Management"), category("Management")),
            advanced(category("Management"), ["Field": "colour", "Equals": ["red"]]),
            advanced(category("Management"), ["Field": "eventName"]),
            advanced(category("Management"), ["Field": "readOnly", "Equals": ["maybe"]]),
        ] as [JSONObject])
    func selectorsWithoutSenseAreRefused(_ selectors: JSONObject) async throws {
        let home = try TrailHome()
        try await home.bucket()
        try await home.trail()
        var input = selectors
        input["TrailName"] = "main"
        #expect(await home.refusal("PutEventSelectors", input) == "InvalidEventSelectorsException")
        let kept = try await home.call("GetEventSelectors", ["TrailName": "main"])
        #expect(kept["EventSelectors"]?.array?.count == 1)
    }

    @Test func selectorsComeBackAsTheyWereSet() async throws {
        let home = try TrailHome()
        try await home.bucket()
        try await home.trail()
        let standard = try await home.call("GetEventSelectors", ["TrailName": "main"])
        #expect(
            standard["EventSelectors"] == [
                [
                    "ReadWriteType": "All", "IncludeManagementEvents": true, "DataResources": [],
                    "ExcludeManagementEventSources": [],
                ]
            ])
        let selectors: JSONValue = [
            ["Name": "objects", "FieldSelectors": [Self.category("Data"), Self.objects]]
        ]
        try await home.call("PutEventSelectors", ["TrailName": "main", "AdvancedEventSelectors": selectors])
        let kept = try await home.call("GetEventSelectors", ["TrailName": "main"])
        #expect(kept["AdvancedEventSelectors"] == selectors && kept["EventSelectors"] == nil)
        #expect(try await home.call("GetTrail", ["Name": "main"])["Trail"]?["HasCustomEventSelectors"] == true)
    }
}
