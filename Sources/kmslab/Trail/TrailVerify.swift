import ArgumentParser
import LabCore

/// `kmslab trail verify`
struct TrailVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Prove that the trail is what was kept, or say where it is not.",
        discussion: """
            Events are chained by hashes as they are kept, the end of the chain is sealed under the home's root key, \
            and digests of it are signed into trail.digests. What was changed, put in, taken out, moved or cut off is \
            named by its number, id and time; the exit code is 36 then.

            Who has root.key can write all of this anew, and an older copy of the whole home is in order by itself. \
            Against both stands a digest that is kept elsewhere: `kmslab trail digest`.
            """)

    @Option(help: ArgumentHelp("Digests that were kept elsewhere; - for standard input.", valueName: "file"))
    var digest: [String] = []

    @OptionGroup var lab: LabOptions

    func run() async throws {
        let kept = try await failing { try digest.flatMap(Self.lines) }
        let report = try await lab.withLab { connection in
            try await connection.door("trail-verify", ["digests": .array(kept.map { .string($0) })])
        }
        if lab.json {
            print(JSONValue.object(report).prettyText)
        } else {
            for line in TrailReportText(report, keptDigests: kept.count).lines { print(line) }
        }
        let count = report["findings"]?.array?.count ?? 0
        guard report["valid"]?.bool != true else { return }
        throw Failure(
            .trailDamaged, "the trail is not what was kept: \(count) \(count == 1 ? "finding" : "findings")",
            hint: "somebody wrote to the home behind kmslab's back; a copy of it from before tells what is missing")
    }

    private static func lines(of file: String) throws -> [String] {
        guard let text = String(validating: try TextArgument.file(file), as: UTF8.self) else {
            throw Failure(.usage, "`\(file)` is not UTF-8 text")
        }
        let lines = text.split(whereSeparator: \.isNewline).map(String.init)
        guard !lines.isEmpty else { throw Failure(.usage, "there is no digest in `\(file)`") }
        return lines
    }
}

/// `kmslab trail digest`
struct TrailDigest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "digest", abstract: "Print a signed statement about the trail as it stands, to be kept elsewhere.",
        discussion: """
            One line of JSON: how many events there are, and the hash that stands for all of them. Whoever keeps it \
            where the owner of the home cannot write proves later that none of them was touched: \
            kmslab trail verify --digest FILE
            """)

    @OptionGroup var lab: LabOptions

    func run() async throws {
        let answer = try await lab.withLab { try await $0.door("trail-digest", [:]) }
        print(answer["digest"]?.string ?? "")
    }
}

/// What became of the trail, for people.
struct TrailReportText {
    private let report: JSONObject
    private let keptDigests: Int

    init(_ report: JSONObject, keptDigests: Int) {
        self.report = report
        self.keptDigests = keptDigests
    }

    var lines: [String] {
        let findings = report["findings"]?.array ?? []
        guard report["valid"]?.bool != true else { return [verdict] + evidence }
        return findings.flatMap(Self.lines) + evidence
    }

    private var verdict: String {
        let count = report["events"]?.integer ?? 0
        return Style.green(count == 0 ? "no events yet" : "\(Self.events(count)), each of them as it was kept")
    }

    private var evidence: [String] {
        let digests = report["digests"]?.integer ?? 0
        guard digests > 0 else { return ["no digest yet: the end of the chain is sealed under root.key"] + kept }
        let latest = report["latestDigest"]
        let first = report["firstDigest"]?["events"]?.integer ?? 0
        // A home signs every thousand events: a first digest that is later says that others are gone, or never were.
        let since = first > 1000 ? ", the first after event \(first)" : ""
        return [
            "compared with \(digests) \(digests == 1 ? "digest" : "digests") in trail.digests\(since)",
            "the latest signed \(Self.events(latest?["events"]?.integer ?? 0)), \(latest?["time"]?.string ?? "")",
        ] + kept
    }

    private var kept: [String] {
        keptDigests == 0 ? [] : ["compared with \(keptDigests) from elsewhere"]
    }

    private static func events(_ count: Int) -> String { "\(count) \(count == 1 ? "event" : "events")" }

    private static func lines(_ finding: JSONValue) -> [String] {
        let place =
            finding["time"]?.string.map { "        at \($0), id \(finding["eventId"]?.string ?? "")" }
            ?? between(finding)
        return ["\(Style.red("[NG]")) \(finding["text"]?.string ?? "")"] + (place.map { [$0] } ?? [])
    }

    /// What is not there has no time, but its neighbours have.
    private static func between(_ finding: JSONValue) -> String? {
        guard finding["firstEvent"] != nil else { return nil }
        let after = finding["after"]?.string.map { "after \($0)" }
        let before = finding["before"]?.string.map { "before \($0)" }
        return "        " + ([after, before].compactMap { $0 }.joined(separator: " and "))
    }
}
