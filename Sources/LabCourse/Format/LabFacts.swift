import LabCore
import LabCrypto
import LabWorld

/// What the seed decided: names with texts, which stand for `{name}` in the lab's scalars and texts.
package struct LabFacts: Sendable, Equatable {
    /// The texts by name.
    package var values: [String: String]

    /// These facts.
    package init(_ values: [String: String] = [:]) {
        self.values = values
    }

    /// The text with every `{name}` replaced that is known here.
    package func fill(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "{")) else { return text }
        return text.replacing(/\{([a-z][a-z0-9_-]*)\}/) { match in
            values[String(match.1)] ?? String(match.0)
        }
    }

    /// The names that stand in braces in a text, in order.
    package static func names(in text: String) -> [String] {
        text.matches(of: /\{([a-z][a-z0-9_-]*)\}/).map { String($0.1) }
    }

    /// Lets the seed choose.
    static func choose(
        _ members: [WorldNode.Member], seed: UInt64, lab: String
    ) throws(WorldFileError) -> LabFacts {
        var facts = LabFacts()
        for member in members {
            let draw = draw(seed, lab, member.name)
            facts.values[member.name] = try choose(member, draw)
        }
        return facts
    }

    private static func choose(_ member: WorldNode.Member, _ draw: UInt64) throws(WorldFileError) -> String {
        let map = try member.value.map("the fact `\(member.name)`", allowing: ["pick", "number"])
        if map.has("number") {
            let range = try numbers(try map.required("number"))
            return String(range.lowerBound + Int(draw % UInt64(range.count)))
        }
        var options: [String] = []
        for option in try map.list("pick") { options.append(try option.string("an element of `pick`")) }
        guard !options.isEmpty else { throw member.value.error("a fact needs `pick` or `number`") }
        return options[Int(draw % UInt64(options.count))]
    }

    private static func numbers(_ node: WorldNode) throws(WorldFileError) -> ClosedRange<Int> {
        let parts = try node.string("`number`").split(separator: "..", omittingEmptySubsequences: false)
        guard parts.count == 2, let first = Int(parts[0]), let last = Int(parts[1]), first <= last else {
            throw node.error("`number` has to be of the form \"3..9\"")
        }
        return first...last
    }

    /// A number that follows from the seed, the lab and the fact's name; 0 for the seed 0.
    private static func draw(_ seed: UInt64, _ lab: String, _ name: String) -> UInt64 {
        guard seed != 0 else { return 0 }
        let digest = DigestAlgorithm.sha256.digest(of: Array("\(seed)/\(lab)/\(name)".utf8))
        return digest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
