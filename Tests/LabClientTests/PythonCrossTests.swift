import Foundation
import LabCore
import LabCrypto
import Testing

@testable import LabClient

/// The lab against AWS's Encryption SDK for Python.
///
/// Without the library (`pip install aws-encryption-sdk`) these tests are skipped, and fail where `CI=true`.
@Suite(
    .enabled(
        if: PythonOracle.isPresent || PythonOracle.isRequired,
        "needs Python with aws-encryption-sdk; set KMSLAB_PYTHON to an interpreter that has it"))
struct PythonCrossTests {
    static let lengths = [0, 1, 127, 128, 129, 256, 1000]

    static let context = EncryptionContext.of(("a", "b"), ("é", "1"), ("\u{10FFFF}", "z"), ("\u{FFFD}", "y"))

    private var contextObject: [String: String] {
        Dictionary(uniqueKeysWithValues: Self.context.pairs.map { ($0.key, $0.value) })
    }

    @Test
    func theLabReadsWhatPythonWrites() async throws {
        var jobs: [[String: Any]] = []
        var expected: [(AlgorithmSuite, [UInt8])] = []
        for suite in AlgorithmSuite.allCases {
            for length in Self.lengths {
                // A frame length of zero asks for a single block.
                for frameLength in suite.formatVersion == .one ? [0, 128] : [128] {
                    jobs.append([
                        "verb": "encrypt", "suite": Int(suite.rawValue), "frameLength": frameLength,
                        "data": Hex.encode([UInt8].pattern(length)), "context": contextObject,
                    ])
                    expected.append((suite, .pattern(length)))
                }
            }
        }
        let results = try PythonOracle.perform(jobs)
        try #require(results.count == expected.count)
        for (result, (suite, plaintext)) in zip(results, expected) {
            let message = try #require(Hex.decode(result["data"] as? String ?? "-"))
            let opened = try await Bench(suite: suite).decrypt(message, requiring: Self.context, piece: 100)
            #expect(opened == plaintext, "\(suite)")
            #expect(MessageExplanation(of: message).problem == nil)
        }
    }

    @Test
    func pythonReadsWhatTheLabWrites() async throws {
        var jobs: [[String: Any]] = []
        var expected: [(AlgorithmSuite, [UInt8])] = []
        for suite in AlgorithmSuite.allCases {
            for length in Self.lengths {
                let bench = Bench(suite: suite, frameLength: length.isMultiple(of: 2) ? 128 : 37, context: Self.context)
                let message = try await bench.encrypt(.pattern(length), piece: 50)
                jobs.append(["verb": "decrypt", "data": Hex.encode(message)])
                expected.append((suite, .pattern(length)))
            }
        }
        let results = try PythonOracle.perform(jobs)
        try #require(results.count == expected.count)
        for (result, (suite, plaintext)) in zip(results, expected) {
            #expect(result["data"] as? String == Hex.encode(plaintext), "\(suite)")
            #expect(result["context"] as? [String: String] == contextObject, "\(suite)")
        }
    }

    @Test
    func rawRSAKeysAreUnderstoodBothWays() async throws {
        let pair = try PrivateKey.generate(.rsa(bits: 2048))
        let keyring = try RawRSAKeyring(
            namespace: "lab", name: "k1", privateKey: pair, hash: .sha256, random: OpenSSLRandom())
        let bench = Bench(keyring: keyring)
        let pem = Base64.encode(try pair.pkcs8().exportForResponse())
        let results = try PythonOracle.perform([
            ["verb": "decrypt", "rsa": pem, "data": Hex.encode(try await bench.encrypt(.pattern(50)))],
            [
                "verb": "encrypt", "rsa": pem, "suite": 0x0478, "frameLength": 128, "context": ["a": "b"],
                "data": Hex.encode([UInt8].pattern(50)),
            ],
        ])
        #expect(results.first?["data"] as? String == Hex.encode([UInt8].pattern(50)))
        let message = try #require(Hex.decode(results.last?["data"] as? String ?? "-"))
        #expect(try await bench.decrypt(message) == .pattern(50))
    }
}
