import LabCore
import LabCrypto
import Testing

@testable import LabClient

/// Messages that AWS's own library opens, with every random value fixed.
struct KnownAnswerTests {
    static let dataKey = KeyMaterial(copying: Array(0x80...0x9F) as [UInt8])
    static let context = EncryptionContext.of(("é", "1"), ("a", "b"))

    static let committing = hex(
        """
        020478000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f000f00020001610001620002c3a9000131
        000100036c616200166b31000000800000000c101112131415161718191a1b0030f9bbbf52d21492a4262f5cdb677581399586165a
        9284dc9ce0f7534a47f42c4f1e35f67ef7cc6744ab20f1368bd354a60200000008712e2cf2d9127d24190a9f46b64456bc21418915
        005ac84f5ad762ff9d2201530eaa17415263b79963767fde2d4b32d200000001000000000000000000000001aca2c45555031d32bc
        9bd0f07cad5c1f137de1e8acd0197effffffff00000002000000000000000000000002000000030f0c086b4824d5f9af3863443726
        d8d71d992d
        """)
    static let version1 = hex(
        """
        01800178000102030405060708090a0b0c0d0e0f000f00020001610001620002c3a9000131000100036c616200166b310000008000
        00000c101112131415161718191a1b0030f9bbbf52d21492a4262f5cdb677581399586165a9284dc9ce0f7534a47f42c4f1e35f67e
        f7cc6744ab20f1368bd354a602000000000c00000008000000000000000000000000c0bcbfd5f70e77ec55bdea1c14560d26000000
        01000000000000000000000001f479027b079f68246e0dbb619bff80d611f32b5e77a9d296ffffffff000000020000000000000000
        000000020000000381c28cb8d9870498b99dabead0e90348a5fd69
        """)
    static let singleBlock = hex(
        """
        01800178000102030405060708090a0b0c0d0e0f0000000100036c616200166b31000000800000000c101112131415161718191a1b
        0030f9bbbf52d21492a4262f5cdb677581399586165a9284dc9ce0f7534a47f42c4f8bd511e8bcc8109c1a7e5a0fcc52264001000
        000000c00000000000000000000000000000000f007466ac4acf72c1cf5e729c848a242000000000000000000000001000000000000
        000bf479027b079f6824066a90b234ace88b6ca1894119307f1b959229
        """)
    static let signed = hex(
        """
        020578000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f005f000100156177732d63727970746f2d707
        5626c69632d6b6579004441372f52556b5a55574f573538616b44367637774d4a58722f564c462b657158766e54656b5a513158382b
        30447343584d567266617633767569483053324a6253413d3d000100036c616200166b31000000800000000c10111213141516171
        8191a1b0030f9bbbf52d21492a4262f5cdb677581399586165a9284dc9ce0f7534a47f42c4fad6ef3a5300741bea55688518415eb4f
        0200001000712e2cf2d9127d24190a9f46b64456bc21418915005ac84f5ad762ff9d2201531e7545acdd0c6cfe234dfb5736e63cc7
        ffffffff0000000100000000000000000000000100000006a6228cb4bfec09b615139634dbe8109c3c68edfbb6220067306502310
        0d740c8efc03d117b9424a599566b5233d493387e4e9dc0e66bbc64fb2cd7cbd39980a546540c86d071c17229dc1955bb02300abea
        4ece7d88bc5ba838aeaf23d205519fbcc74d0244314c7daa3e1a2c112b1af0d3f0faaa4ba65c3da9e271feff78a
        """)

    static func hex(_ text: String) -> [UInt8] {
        Hex.decode(text.filter { !$0.isWhitespace }) ?? []
    }

    /// The raw AES entry of the known answers: wrapping IV 10…1b.
    static func materials(_ suite: AlgorithmSuite) throws -> EncryptionMaterials {
        let keyring = try RawAESKeyring(
            namespace: "lab", name: "k1", key: KeyMaterial(copying: Array(0x40...0x5F) as [UInt8]),
            random: OpenSSLRandom())
        let entry = try keyring.wrap(
            dataKey, for: DataKeyRequest(suite: suite, context: context),
            nonce: AESGCM.Nonce(Array(0x10...0x1B) as [UInt8]))
        return EncryptionMaterials(
            suite: suite, context: context, dataKey: dataKey, encryptedDataKeys: [entry], signingKey: nil)
    }

    @Test
    func theContextIsSortedByTheBytesOfItsKeys() throws {
        #expect(Hex.encode(try MessageContext.serialize(Self.context)) == "00020001610001620002c3a9000131")
        #expect(try MessageContext.serialize(.empty).isEmpty)
    }

    @Test
    func keysAndCommitmentAreDerivedAsTheFormatSays() throws {
        let committing = try ContentKey.derive(
            from: Self.dataKey, suite: .aes256Committing, messageID: Array(0...0x1F))
        #expect(
            committing.key.exportForResponse()
                == Self.hex("ea5ea77b5c267f40adef65900aa7f4bc96ea4ab0c03eb91a0aca05792011376c"))
        #expect(
            committing.commitment
                == Self.hex("712e2cf2d9127d24190a9f46b64456bc21418915005ac84f5ad762ff9d220153"))
        let older = try ContentKey.derive(from: Self.dataKey, suite: .aes256HKDF, messageID: Array(0...0x0F))
        #expect(
            older.key.exportForResponse()
                == Self.hex("40807c1bf94b20758f2a0edf36118c705d9797bee9e24f27463010eb6bf00dd1"))
        #expect(older.commitment == nil)
    }

    @Test(arguments: [
        (AlgorithmSuite.aes256Committing, Array(0...0x1F) as [UInt8], committing),
        (.aes256HKDF, Array(0...0x0F) as [UInt8], version1),
    ])
    func aMessageIsWrittenByteForByte(_ suite: AlgorithmSuite, _ messageID: [UInt8], _ expected: [UInt8]) throws {
        var encryptor = try MessageEncryptor(
            materials: Self.materials(suite), messageID: messageID, frameLength: 8)
        var output = MessageBuffer()
        try Array("hello world".utf8).withReadableBytes { try encryptor.update($0, into: &output) }
        try encryptor.finish(into: &output)
        #expect(output.bytes() == expected)
    }

    @Test(arguments: [
        (committing, "hello world"), (version1, "hello world"), (singleBlock, "hello world"), (signed, "signed"),
    ])
    func aMessageOfTheOtherLibraryIsRead(_ message: [UInt8], _ plaintext: String) async throws {
        for piece in [1, 7, Int.max] {
            let opened = try await Bench().decrypt(message, piece: piece)
            #expect(String(decoding: opened, as: UTF8.self) == plaintext)
        }
    }
}
