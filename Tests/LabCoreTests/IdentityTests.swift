import LabCore
import Testing

@Suite struct IdentityTests {
    @Test func anARNComesApartAndTogether() throws {
        let text = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd:with:colons"
        let arn = try #require(ARN(text))
        #expect(arn.service == "kms")
        #expect(arn.resource == "key/1234abcd:with:colons")
        #expect(arn.description == text)
    }

    @Test(arguments: ["", "arn:aws:kms", "urn:aws:kms:r:a:x", "arn:aws::r:a:x", "arn:aws:kms:r:a:"])
    func whatIsNoARNIsRefused(text: String) {
        #expect(ARN(text) == nil)
    }

    @Test(arguments: ["", "11112222333", "1111222233334", "11112222333a", "１１１１２２２２３３３３"])
    func whatIsNoAccountIsRefused(text: String) {
        #expect(AccountID(text) == nil)
    }

    @Test(arguments: ["", "-a", "a-", "EU-west-1", "eu_west_1", "eu/west"])
    func whatIsNoRegionIsRefused(text: String) {
        #expect(Region(text) == nil)
    }

    @Test func aRoleSessionIsItsRoleInPolicies() {
        let session = Principal.assumedRole(
            account: .standard, path: "/team/", role: "app", roleID: "AROAX", session: "s1")
        #expect(session.arn == "arn:aws:sts::111122223333:assumed-role/app/s1")
        #expect(session.policyARN == "arn:aws:iam::111122223333:role/team/app")
        #expect(session.userID == "AROAX:s1")
        #expect(session.userName == nil)
    }
}

@Suite struct EncryptionContextTests {
    @Test func pairsAreSortedAndNoTwoContextsLookAlike() throws {
        let one = try #require(EncryptionContext([(key: "b", value: "2"), (key: "a", value: "1")]))
        let two = try #require(EncryptionContext([(key: "a", value: "1"), (key: "b", value: "2")]))
        #expect(one == two)
        #expect(one.authenticatedBytes == two.authenticatedBytes)
        let split = try #require(EncryptionContext([(key: "a", value: "bc")]))
        let other = try #require(EncryptionContext([(key: "ab", value: "c")]))
        #expect(split.authenticatedBytes != other.authenticatedBytes)
    }

    @Test func composedAndDecomposedKeysAreDifferent() throws {
        let both = try #require(EncryptionContext([(key: "\u{E9}", value: "1"), (key: "e\u{301}", value: "1")]))
        #expect(both.pairs.count == 2)
    }

    @Test func aKeyThatStandsTwiceIsRefused() {
        #expect(EncryptionContext([(key: "a", value: "1"), (key: "a", value: "2")]) == nil)
    }
}

@Suite struct SensitiveTests {
    @Test func noTextFormShowsTheValue() {
        let secret = Sensitive("canary-7f3a")
        for text in ["\(secret)", String(reflecting: secret), String(describing: [secret])] {
            #expect(!text.contains("canary"))
        }
        var dumped = ""
        dump(secret, to: &dumped)
        #expect(!dumped.contains("canary"))
    }
}

@Suite struct HexTests {
    @Test func bytesComeBack() {
        let bytes = (0...255).map { UInt8($0) }
        #expect(Hex.decode(Hex.encode(bytes)) == bytes)
        #expect(Hex.decode("ABcd") == [0xAB, 0xCD])
    }

    @Test(arguments: ["a", "zz", "0x00", "é"])
    func whatIsNoHexIsRefused(text: String) {
        #expect(Hex.decode(text) == nil)
    }

    @Test(arguments: ["a", "a===", "YQ", "Y Q==", "YQ==\n", "Y*=="])
    func looseBase64IsRefused(text: String) {
        #expect(Base64.decode(text) == nil)
    }
}
