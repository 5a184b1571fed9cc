import Foundation
import LabCore
import LabCrypto
import LabTesting
import LabWorld
import Testing
import kmslab

@testable import LabCourse

/// The engine's own parts.
@Suite struct EngineTests {
    @Test(
        arguments: [
            ("a.b", "1"), ("list.1.x", "2"), ("list.#", "2"), ("list.*.x", "1, 2"), ("none", nil), ("list.7.x", nil),
        ] as [(String, String?)])
    func aPathLeadsIntoJSON(path: String, text: String?) throws {
        let json = try JSONParser.parse(Array(#"{"a": {"b": 1}, "list": [{"x": "1"}, {"x": "2"}]}"#.utf8))
        #expect(JSONPath(path).text(in: json) == text)
    }

    @Test func progressIsReadFromWhatWasAppended() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("progress-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let progress = LearnerProgress(path: path)
        let session = LabSession(lab: "01-envelope-by-hand", seed: 3)
        #expect(progress.standings().isEmpty)
        for kind in [LearnerProgress.Kind.started, .hint, .solved, .started] {
            try progress.append(.init(kind, session), at: ManualClock().now)
        }
        try progress.append(.init(.seen, LabSession(lab: "03-label", seed: 0)), at: ManualClock().now)
        #expect(progress.standings() == ["01-envelope-by-hand": .solved, "03-label": .seen])
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 5 && lines[0].contains(#""seed":"3""#))
    }

    @Test(
        arguments: [
            (nil, "ja", "C", Language.japanese), ("en", "ja", "ja_JP", .english), (nil, nil, "ja_JP.UTF-8", .japanese),
            (nil, nil, "de_DE", .english), (nil, nil, nil, .english),
        ] as [(String?, String?, String?, Language)])
    func theLanguageIsChosen(option: String?, own: String?, system: String?, language: Language) {
        var environment: [String: String] = [:]
        environment["KMSLAB_LANG"] = own
        environment["LANG"] = system
        #expect(Language.choose(option, environment: environment) == language)
    }

    @Test func anExperimentLeavesNoTrace() async throws {
        let lab = try MemoryLab(ambient: Ambient(clock: ManualClock(), random: OpenSSLRandom()))
        _ = try await lab.door("call", ["service": "kms", "operation": "CreateKey", "input": [:]])
        let before = try await lab.door("trail", ["last": 100])
        let answer = try await lab.door(
            "experiment",
            [
                "steps": [
                    ["door": "clock", "input": ["advance": "400d"]],
                    ["door": "call", "input": ["service": "kms", "operation": "CreateKey", "input": [:]]],
                    ["door": "call", "input": ["service": "kms", "operation": "Decrypt", "input": [:]]],
                    ["door": "clock", "input": [:]],
                ]
            ])
        let outcomes = answer["outcomes"]?.array ?? []
        #expect(outcomes.count == 3)
        #expect(outcomes.last?["error"]?["code"]?.string == "InvalidCiphertextException")
        #expect(try await lab.door("trail", ["last": 100]) == before)
        #expect(lab.lab.now == ManualClock().now)
    }

    @Test func aCommandRunsInProcessAndPrintsToWhoeverAsks() async throws {
        let lab = try MemoryLab(ambient: Ambient(clock: ManualClock(), random: OpenSSLRandom()))
        let tongue = CommandTongue()
        let made = await tongue.run(["key", "create", "--alias", "x", "--json"], on: lab)
        #expect(made.status == 0 && made.output.contains("111122223333"), "\(made)")
        let refused = await tongue.run(["key", "disable", "alias/none"], on: lab)
        #expect(refused.status == 20 && !refused.error.isEmpty, "\(refused)")
        #expect(await tongue.run(["serve"], on: lab).status == 64)
        #expect(await tongue.run(["no-such-verb"], on: lab).status == 64)
    }
}
