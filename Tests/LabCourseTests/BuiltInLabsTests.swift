import Foundation
import LabCore
import LabCrypto
import LabTesting
import LabWorld
import Testing
import kmslab

@testable import LabCourse

/// The labs that the binary carries.
@Suite struct BuiltInLabsTests {
    static let labs = BuiltInLabs.all.map(\.id)

    /// The folder `Labs` of the source tree.
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../Sources/LabCourse/Labs").standardizedFileURL

    @Test func theBinaryCarriesTheFoldersOfTheSourceTree() throws {
        var found: [String: [String: [UInt8]]] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: Self.folder.path) {
            let root = Self.folder.appendingPathComponent(name).path
            for file in try FileManager.default.subpathsOfDirectory(atPath: root) {
                var isDirectory: ObjCBool = false
                _ = FileManager.default.fileExists(atPath: "\(root)/\(file)", isDirectory: &isDirectory)
                guard !isDirectory.boolValue else { continue }
                found[name, default: [:]][file] = FileManager.default.contents(atPath: "\(root)/\(file)").map {
                    Array($0)
                }
            }
        }
        #expect(found == BuiltInLabs.files, "run `python3 Sources/LabCourse/embed.py`")
    }

    @Test(arguments: labs) func aLabReadsWellInEveryLanguage(id: String) throws {
        let folder = try #require(BuiltInLabs.named(id))
        let findings = LabLint.findings(folder).map { "\($0) \($0.mend ?? "")" }
        #expect(findings.isEmpty, "\(findings.joined(separator: "\n"))")
        #expect(folder.languages == Language.allCases)
    }

    @Test(arguments: labs) func aLabStandsTheFivePopulations(id: String) async throws {
        let findings = try await Trials.run(try #require(BuiltInLabs.named(id)))
        #expect(findings.isEmpty, "\(findings.joined(separator: "\n"))")
    }

    @Test func theGlossaryHasItsWordsOnceAndFindsOthers() throws {
        let entries = Glossary.standard.entries
        #expect(entries.count >= 60)
        #expect(Set(entries.map(\.english)).count == entries.count)
        #expect(entries.allSatisfy { !$0.japanese.isEmpty })
        let deviation = try #require(Glossary.standard.deviation(in: "CMK で復号化します"))
        #expect(deviation.found == "復号化" || deviation.found == "CMK")
        #expect(Glossary.standard.deviation(in: "KMS キーで復号します") == nil)
    }

    @Test func theTemplatePassesLintAndTest() async throws {
        let folder = LabTemplate.folder(id: "42-mine")
        #expect(LabLint.findings(folder).isEmpty)
        let findings = try await Trials.run(folder)
        #expect(findings.isEmpty, "\(findings.joined(separator: "\n"))")
    }
}

/// Trials of labs, each in a folder of its own.
enum Trials {
    /// What is wrong with a lab.
    static func run(_ folder: LabFolder, seeds: [UInt64] = [0, 7]) async throws -> [String] {
        let scratch = FileManager.default.temporaryDirectory.appendingPathComponent(
            "kmslab-course-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: scratch) }
        var trial = try LabTrial(folder, tongue: CommandTongue(), scratch: scratch.path) {
            try MemoryLab(ambient: Ambient(clock: ManualClock(), random: OpenSSLRandom()))
        }
        return try await trial.run(seeds: seeds)
    }
}
