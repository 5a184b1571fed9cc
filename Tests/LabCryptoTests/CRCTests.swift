import LabCore
import Testing

@testable import LabCrypto

@Suite("CRC")
struct CRCTests {
    static let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 / 251) }

    /// The check values of the "Catalogue of parametrised CRC algorithms" for the text `123456789`.
    @Test(arguments: [
        (CRC.Algorithm.crc32, 0xCBF4_3926 as UInt64), (.crc32c, 0xE306_9283), (.crc64nvme, 0xAE8B_1486_0A79_9888),
    ])
    func theCheckValueIsThePublishedOne(algorithm: CRC.Algorithm, check: UInt64) {
        var crc = CRC(algorithm)
        crc.update(Array("123456789".utf8))
        #expect(crc.value == check)
        #expect(crc.bytes.count == algorithm.byteCount)
        #expect(crc.bytes.reduce(0) { $0 << 8 | UInt64($1) } == check)
    }

    @Test func theExamplesOfRFC3720Hold() {
        // RFC 3720, B.4: 32 bytes of zeros, of ones, rising, falling.
        let examples: [([UInt8], UInt64)] = [
            (Array(repeating: 0, count: 32), 0x8A91_36AA), (Array(repeating: 0xFF, count: 32), 0x62A8_AB43),
            (Array(0..<32), 0x46DD_794E), (Array((0..<32).reversed()), 0x113F_DB5C),
        ]
        for (bytes, expected) in examples {
            var crc = CRC(.crc32c)
            crc.update(bytes)
            #expect(crc.value == expected)
        }
    }

    @Test(arguments: CRC.Algorithm.allCases)
    func piecesOfAnySizeGiveTheSameSum(algorithm: CRC.Algorithm) {
        let whole = algorithm.checksum(of: Self.bytes)
        for size in [1, 3, 7, 8, 9, 64, 999] {
            var crc = CRC(algorithm)
            for start in stride(from: 0, to: Self.bytes.count, by: size) {
                crc.update(Self.bytes[start..<min(start + size, Self.bytes.count)])
            }
            #expect(crc.bytes == whole)
        }
        #expect(CRC(algorithm).value == 0)
    }

    @Test(arguments: CRC.Algorithm.allCases, [0, 1, 8, 500, 999, 1000])
    func sumsOfPartsAddUpToTheSumOfTheWhole(algorithm: CRC.Algorithm, cut: Int) {
        var whole = CRC(algorithm)
        whole.update(Self.bytes)
        var first = CRC(algorithm)
        first.update(Self.bytes[..<cut])
        var second = CRC(algorithm)
        second.update(Self.bytes[cut...])
        let stored = CRC(algorithm, value: second.value, byteCount: second.byteCount)
        first.append(stored)
        #expect(first.value == whole.value && first.byteCount == 1000)
        first.update([1, 2, 3] as [UInt8])
        whole.update([1, 2, 3] as [UInt8])
        #expect(first.value == whole.value)
    }

    @Test(arguments: CRC.Algorithm.allCases)
    func oneFlippedBitAnywhereChangesTheSum(algorithm: CRC.Algorithm) {
        let bytes = Array(Self.bytes.prefix(64))
        let sums = (0..<bytes.count * 8).map { algorithm.checksum(of: bytes.flipping(bit: $0)) }
        #expect(Set(sums + [algorithm.checksum(of: bytes)]).count == bytes.count * 8 + 1)
    }

    @Test(arguments: CRC.Algorithm.allCases)
    func foldingLeavesWhatTablesLeave(algorithm: CRC.Algorithm) throws {
        let tables = CRCTables(lookingUpOnly: algorithm)
        let folding = try #require(CRCFolding(algorithm), "this processor has no carry-less multiplication")
        for count in [64, 65, 127, 128, 256, 513, 1000] {
            let register = UInt64(count) &* 0x9E37_79B9_7F4A_7C15 & algorithm.mask
            Self.bytes.prefix(count).withUnsafeBytes { bytes in
                let (remainder, folded) = folding.fold(register, bytes)
                let rest = UnsafeRawBufferPointer(rebasing: bytes[folded...])
                let folds = tables.update(withUnsafeBytes(of: remainder) { tables.update(0, with: $0) }, with: rest)
                #expect(folds == tables.update(register, with: bytes))
                #expect(folds == CRCTables.tables(for: algorithm).update(register, with: bytes))
            }
        }
    }
}
