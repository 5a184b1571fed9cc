import Testing

@testable import LabClient

struct StrictBase64Tests {
    @Test(arguments: [("", []), ("AA==", [0]), ("AAE=", [0, 1]), ("AAEC", [0, 1, 2])] as [(String, [UInt8])])
    func theCanonicalTextIsRead(_ text: String, _ bytes: [UInt8]) {
        #expect(StrictBase64.decode(text) == bytes)
    }

    @Test(arguments: [
        "A", "AA", "AA=", "AA===", "AAEC=", "AB==", "AAF=", " AA==", "AA==\n", "A A==", "AA==AA==", "_-==",
    ])
    func everyOtherTextIsNot(_ text: String) {
        #expect(StrictBase64.decode(text) == nil)
    }
}
