import LabCore
import LabCrypto
import Testing

@testable import LabClient

@Suite("Sealed files")
struct SealedFileTests {
    static let key = SealedFile.Key.dataKey(KeyMaterial(copying: [UInt8](0..<32)))
    static let otherKey = SealedFile.Key.dataKey(KeyMaterial(copying: [UInt8](1..<33)))
    static let letter = Array("the balance is 12".utf8)
    static let binding = SealedFile.Binding(
        wrappedKey: [UInt8](repeating: 7, count: 40), context: .of(("doc", "letter"), ("q", "1")))

    private func sealed(
        _ plaintext: [UInt8] = letter, with key: SealedFile.Key = key, _ binding: SealedFile.Binding = binding
    ) throws -> [UInt8] {
        try SealedFile.seal(plaintext, with: key, binding: binding, random: OpenSSLRandom())
    }

    @Test(arguments: [0, 1, 16, 4097]) func whatIsSealedOpensAgain(count: Int) throws {
        let plaintext = [UInt8](repeating: 5, count: count)
        let bytes = try sealed(plaintext)
        #expect(bytes.count == 10 + 40 + 21 + 28 + count)
        #expect(count < 16 || bytes.firstRange(of: plaintext.prefix(16)) == nil)
        let file = try SealedFile(bytes)
        #expect(file.header.wrappedKey == Self.binding.wrappedKey)
        #expect(file.header.context == Self.binding.context)
        #expect(try file.open(with: Self.key).exportForResponse() == plaintext)
    }

    @Test func theLayoutIsTheDocumentedOne() throws {
        let bytes = try sealed(Self.letter, with: Self.key, .init(wrappedKey: [9, 9], context: .of(("a", "b"))))
        #expect(Array(bytes[..<10]) == [0x4b, 0x4c, 0x42, 1, 0, 0, 0, 2, 9, 9])
        #expect(Array(bytes[10..<20]) == [0, 8, 0, 1, 0, 1, 0x61, 0, 1, 0x62])
        #expect(bytes.count == 20 + 12 + Self.letter.count + 16)
        let opened = try AESGCM.open(
            bytes[32...], key: [UInt8](0..<32), nonce: try AESGCM.Nonce(bytes[20..<32]), authenticating: bytes[..<20])
        #expect(opened.exportForResponse() == Self.letter)
    }

    @Test func oneFlippedBitAnywhereIsRefused() throws {
        let bytes = try sealed()
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 1
            #expect(throws: SealedFileError.self, "byte \(index)") {
                _ = try SealedFile(changed).open(with: Self.key).count
            }
        }
    }

    @Test func everyCutIsRefused() throws {
        let bytes = try sealed()
        for count in bytes.indices {
            #expect(throws: SealedFileError.self, "\(count) bytes") {
                _ = try SealedFile(Array(bytes[..<count])).open(with: Self.key).count
            }
        }
        #expect(throws: SealedFileError.bodyDoesNotOpen) { _ = try SealedFile(bytes + [0]).open(with: Self.key).count }
    }

    @Test func anotherKeyOpensNothing() throws {
        let file = try SealedFile(try sealed())
        #expect(throws: SealedFileError.bodyDoesNotOpen) { _ = try file.open(with: Self.otherKey).count }
        #expect(throws: SealedFileError.wrongKeyLength(found: 31)) {
            _ = try file.open(with: .dataKey(KeyMaterial(copying: [UInt8](0..<31)))).count
        }
    }

    @Test func boundDataMustBeTheSameAndIsNotStored() throws {
        let more = Array("patient=17".utf8)
        let bytes = try sealed(Self.letter, with: Self.key, .init(more: more))
        #expect(bytes.firstRange(of: more) == nil)
        let file = try SealedFile(bytes)
        #expect(file.header.isBoundToMore)
        #expect(try file.open(with: Self.key, more: more).exportForResponse() == Self.letter)
        #expect(throws: SealedFileError.bodyDoesNotOpen) {
            _ = try file.open(with: Self.key, more: Array("patient=18".utf8)).count
        }
        #expect(throws: SealedFileError.bodyDoesNotOpen) { _ = try file.open(with: Self.key).count }
    }

    @Test func aPassphraseOpensWhatItSealed() throws {
        let passphrase = SealedFile.Key.passphrase(KeyMaterial(copying: Array("fileb://dk.bin".utf8)))
        let file = try SealedFile(try sealed(with: passphrase))
        #expect(try file.open(with: passphrase).exportForResponse() == Self.letter)
        #expect(throws: SealedFileError.needsPassphrase) { _ = try file.open(with: Self.key).count }
        #expect(throws: SealedFileError.bodyDoesNotOpen) {
            _ = try file.open(with: .passphrase(KeyMaterial(copying: Array("dk.bin".utf8)))).count
        }
        #expect(throws: SealedFileError.needsKey) { _ = try SealedFile(try sealed()).open(with: passphrase).count }
    }

    @Test(
        arguments: [
            ([], SealedFileError.notASealedFile), ([0x4b, 0x4c], .notASealedFile), ([0x4b, 0x4c, 0x42], .truncated),
            ([0x4b, 0x4c, 0x42, 2], .unknownVersion(2)), ([0x4b, 0x4c, 0x42, 1, 2], .malformed(at: 4)),
            ([0x4b, 0x4c, 0x42, 1, 0, 15], .malformed(at: 5)), ([0x4b, 0x4c, 0x42, 1, 0, 0, 0], .truncated),
            ([0x4b, 0x4c, 0x42, 1, 0, 0, 0, 0, 0, 2, 0, 0], .malformed(at: 8)),
            ([0x4b, 0x4c, 0x42, 1, 0, 0, 0, 0, 0, 0], .truncated),
        ] as [([UInt8], SealedFileError)])
    func damagedHeadersSayWhere(bytes: [UInt8], error: SealedFileError) {
        #expect(throws: error) { _ = try SealedFile(bytes) }
    }

    @Test func fieldsThatDoNotFitAreRefused() {
        #expect(throws: SealedFileError.wrappedKeyTooLong(found: 6145)) {
            _ = try sealed(Self.letter, with: Self.key, .init(wrappedKey: [UInt8](repeating: 0, count: 6145)))
        }
        #expect(throws: SealedFileError.contextTooLong) {
            _ = try sealed(
                Self.letter, with: Self.key, .init(context: .of(("k", String(repeating: "v", count: 65_535)))))
        }
    }

    @Test func theExplanationNamesEveryByteOnce() throws {
        for key in [Self.key, .passphrase(KeyMaterial(copying: [1]))] {
            let bytes = try sealed(with: key)
            let explanation = try SealedFileExplanation(of: RandomAccessBytes(bytes)) { _, _ in [] }
            let leaves = explanation.nodes.flatMap { $0.children.isEmpty ? [$0] : $0.children }
            var end = 0
            for leaf in leaves {
                #expect(leaf.offset == end, "\(leaf.label)")
                end += leaf.length
            }
            #expect(end == bytes.count)
            #expect(explanation.plaintextLength == Self.letter.count)
        }
    }
}
