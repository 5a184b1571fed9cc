import LabCore
import LabCrypto
import Testing

/// TLS without sockets: two ends that hand their bytes to each other.
@Suite struct TLSTests {
    private static let now = Timestamp(millisecondsSince1970: 1_790_000_000_000)
    private let identity: TLSIdentity

    init() throws {
        identity = try TLSIdentity.selfSigned(
            names: ["localhost", "*.s3.localhost"], addresses: ["127.0.0.1", "::1"], from: .systemNow, days: 2)
    }

    private func ends(expecting name: String) throws -> (client: TLSConnection, server: TLSConnection) {
        let server = try TLSConnection(TLSContext(serverWith: identity))
        let context = try TLSContext(clientTrusting: identity.certificatesPEM())
        return (try TLSConnection(context, serverName: name), server)
    }

    /// Carries bytes to and fro until nobody has anything to say.
    private func converse(_ client: TLSConnection, _ server: TLSConnection) throws {
        try client.begin()
        for _ in 0..<10 {
            let forth = client.takeOutgoing()
            if !forth.isEmpty { _ = try forth.withUnsafeBytes { try server.receive($0) } }
            let back = server.takeOutgoing()
            if !back.isEmpty { _ = try back.withUnsafeBytes { try client.receive($0) } }
        }
    }

    @Test(arguments: ["localhost", "lab.s3.localhost", "127.0.0.1", "::1"])
    func whatOneEndSendsTheOtherReceives(name: String) throws {
        let (client, server) = try ends(expecting: name)
        try converse(client, server)
        #expect(client.isEstablished && server.isEstablished)
        let message = [UInt8](repeating: 7, count: 100_000)
        try message.withUnsafeBytes { try client.send($0) }
        let sealed = client.takeOutgoing()
        #expect(sealed.count > message.count)
        #expect(try sealed.withUnsafeBytes { try server.receive($0) } == message)
        client.close()
        _ = try client.takeOutgoing().withUnsafeBytes { try server.receive($0) }
        #expect(server.isClosedByPeer)
    }

    @Test(arguments: ["example.com", "s3.localhost.example.com", "a.b.s3.localhost", "127.0.0.2"])
    func aNameThatIsNotInTheCertificateIsNotBelieved(name: String) throws {
        let (client, server) = try ends(expecting: name)
        #expect(throws: CryptoError.self) { try converse(client, server) }
        #expect(!client.isEstablished)
    }

    @Test func anotherCertificateIsNotBelieved() throws {
        let other = try TLSIdentity.selfSigned(names: ["localhost"], addresses: [], from: .systemNow, days: 2)
        let client = try TLSConnection(
            TLSContext(clientTrusting: other.certificatesPEM()), serverName: "localhost")
        let server = try TLSConnection(TLSContext(serverWith: identity))
        #expect(throws: CryptoError.self) { try converse(client, server) }
    }

    @Test func aFlippedBitIsNotedAndNothingComesOut() throws {
        let (client, server) = try ends(expecting: "localhost")
        try converse(client, server)
        try [UInt8]("secret".utf8).withUnsafeBytes { try client.send($0) }
        var sealed = client.takeOutgoing()
        sealed[sealed.count - 1] ^= 1
        #expect(throws: CryptoError.self) { try sealed.withUnsafeBytes { try server.receive($0) } }
    }

    @Test(arguments: ["GET / HTTP/1.1\r\n\r\n", "\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}", "hello, is anybody there"])
    func whatIsNotTLSIsRefused(text: String) throws {
        let server = try TLSConnection(TLSContext(serverWith: identity))
        #expect(throws: CryptoError.self) { try [UInt8](text.utf8).withUnsafeBytes { try server.receive($0) } }
    }

    @Test func anIdentitySurvivesItsFiles() throws {
        let certificates = try identity.certificatesPEM()
        let read = try TLSIdentity(certificates: certificates, privateKey: try identity.privateKeyPEM())
        #expect(try read.certificatesPEM() == certificates)
        #expect(String(decoding: certificates, as: UTF8.self).hasPrefix("-----BEGIN CERTIFICATE-----"))
    }

    @Test func aKeyThatBelongsToAnotherCertificateIsRefused() throws {
        let other = try TLSIdentity.selfSigned(names: ["localhost"], addresses: [], from: .systemNow, days: 2)
        let certificates = try identity.certificatesPEM()
        let key = try other.privateKeyPEM()
        #expect(throws: CryptoError.invalidKey) { try TLSIdentity(certificates: certificates, privateKey: key) }
        #expect(throws: CryptoError.invalidKey) { try TLSIdentity(certificates: [], privateKey: key) }
        #expect(throws: CryptoError.invalidKey) { try TLSIdentity(certificates: certificates, privateKey: [1, 2, 3]) }
    }

    @Test func aCertificateHoldsForItsTimeAndItsNames() throws {
        let identity = try TLSIdentity.selfSigned(
            names: ["a.example"], addresses: ["10.0.0.1"], from: Self.now, days: 3)
        #expect(identity.isValid(at: Self.now) && identity.isValid(at: Self.now + .days(2)))
        #expect(!identity.isValid(at: Self.now + .days(4)) && !identity.isValid(at: Self.now + .days(-1)))
        #expect(identity.names("a.example") && identity.names("10.0.0.1"))
        #expect(!identity.names("b.example") && !identity.names("10.0.0.2"))
    }
}

extension Timestamp {
    /// libssl judges certificates by the machine's clock.
    fileprivate static var systemNow: Timestamp { SystemClock().now }
}
