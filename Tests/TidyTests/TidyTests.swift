import Foundation
import Testing

/// The walls and habits of the house, held by reading the source tree. Every finding names its file and line.
@Suite struct TidyTests {
    let sources = SourceTree.swiftFiles(in: "Sources")

    @Test func thereIsSomethingToRead() {
        #expect(sources.count > 100)
    }

    /// Which room alone may import what.
    @Test(arguments: [
        ("COpenSSL", ["LabCrypto"]), ("GRDB", ["LabStore"]), ("HummingbirdCore", ["LabServer"]),
        ("NIOCore", ["LabServer"]), ("NIOHTTP1", ["LabServer"]), ("NIOPosix", ["LabServer"]),
        ("ArgumentParser", ["kmslab"]), ("CPKCS11", ["LabHSM"]), ("CCRC", ["LabCrypto"]), ("CZlib", ["LabTrail"]),
    ])
    func wallsHold(module: String, rooms: [String]) {
        let findings = SourceTree.findings(in: sources) { file, line in
            line.split(separator: " ").contains("import") && line.hasSuffix(" \(module)") && !rooms.contains(file.room)
        }
        #expect(findings.isEmpty, "\(findings.joined(separator: "\n"))")
    }

    @Test(arguments: ["Date()", "UUID()", "SystemRandomNumberGenerator", ".random(in:", "arc4random", "clock_gettime"])
    func timeAndRandomnessComeInByTheDoor(word: String) {
        let findings = SourceTree.findings(in: sources) { file, line in
            line.withoutLiterals.contains(word) && file.path != "Sources/LabCore/Ambient.swift"
                && file.room != "LabTesting"
        }
        #expect(findings.isEmpty, "\(findings.joined(separator: "\n"))")
    }

    /// C's pointers are the crypto room's business alone.
    @Test(arguments: ["try!", "as!", "fatalError(", "nonisolated(unsafe)"])
    func nothingTrapsByAccident(word: String) {
        let findings = SourceTree.findings(in: sources) { file, line in
            line.withoutLiterals.contains(word) && !(file.room == "LabCrypto" && word == "nonisolated(unsafe)")
        }
        #expect(findings.isEmpty, "\(findings.joined(separator: "\n"))")
    }

    @Test func onlyTheCommandLinePrints() {
        let findings = SourceTree.findings(in: sources) { file, line in
            line.withoutLiterals.contains(/\bprint\(/) && file.room != "kmslab"
        }
        #expect(findings.isEmpty, "\(findings.joined(separator: "\n"))")
    }

    @Test(arguments: ["TODO", "FIXME"])
    func nothingIsLeftForLater(word: String) {
        let findings = sources.flatMap { file in
            file.lines.filter { $0.text.contains(word) && !$0.text.contains("\"") }.map { "\(file.path):\($0.number)" }
        }
        #expect(findings.isEmpty, "\(findings.joined(separator: "\n"))")
    }

    @Test func noFileHidesASecondNoun() {
        let long = sources.filter { $0.lines.count > 500 }.map { "\($0.path): \($0.lines.count) lines" }
        #expect(long.isEmpty, "\(long.joined(separator: "\n"))")
    }

    /// Swift 6.3.1 gives the second binding of a member declaration the first one's closure, silently
    /// (`let a = x || y, b = x || z`).
    @Test func everyMemberDeclarationHasOneBinding() {
        // This folder holds examples of what is bad.
        let tests = SourceTree.swiftFiles(in: "Tests").filter { !$0.path.hasPrefix("Tests/TidyTests") }
        let findings = (sources + tests).flatMap { MemberBindings.findings(in: $0) }
        #expect(findings.isEmpty, "\(findings.joined(separator: "\n"))")
    }

    @Test func theBindingCheckSeesWhatItIsFor() {
        let bad = """
            struct S {
                let a = x || y, b = x || z
                var c: Int = 1,
                    d = 2
                static let (e, f) = (1, 2)
            }
            """
        let good = """
            struct S {
                let a: [Int: String] = [1: "a, b"]
                var b = f(1, 2)
                let c: (Int, Int) = (1, 2)
                func g() { let (x, y) = (1, 2) }
                var h: Int { let p = 1, q = 2; return p + q }
            }
            """
        #expect(MemberBindings.findings(in: SourceTree.File(path: "bad", text: bad)).count == 2)
        #expect(MemberBindings.findings(in: SourceTree.File(path: "good", text: good)).isEmpty)
    }
}
