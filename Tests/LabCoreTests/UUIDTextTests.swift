import LabCore
import Testing

@Suite struct UUIDTextTests {
    private static let bytes: [UInt8] = [
        0x12, 0x34, 0xAB, 0xCD, 0x12, 0xAB, 0x4C, 0xDE, 0x8F, 0x01, 0x12, 0x34, 0x56, 0x78, 0x90, 0xAB,
    ]

    @Test func bytesBecomeTextAndTextBecomesBytes() {
        #expect(UUIDText.text(Self.bytes) == "1234abcd-12ab-4cde-8f01-1234567890ab")
        #expect(UUIDText.bytes("1234abcd-12ab-4cde-8f01-1234567890ab") == Self.bytes)
        #expect(UUIDText.bytes("1234ABCD-12AB-4CDE-8F01-1234567890AB") == Self.bytes)
    }

    @Test(arguments: [
        "", "1234abcd-12ab-4cde-8f01-1234567890a", "1234abcd-12ab-4cde-8f01-1234567890abc",
        "1234abcd12ab-4cde-8f01-12-34567890ab", "1234abcg-12ab-4cde-8f01-1234567890ab",
        "1234abcd-12ab-4cde-8f01_1234567890ab", "1234abcd-12ab-4cde-8f01-1234567890\u{E9}",
    ])
    func anythingElseIsNone(text: String) {
        #expect(UUIDText.bytes(text) == nil)
    }
}
