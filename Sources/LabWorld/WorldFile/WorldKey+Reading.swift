import LabCore
import LabKMS

extension WorldKey {
    private static let names = [
        "region", "id", "aliases", "description", "spec", "usage", "origin", "multi-region", "policy", "tags",
        "rotation", "state", "deletion-days",
    ]

    init(_ member: WorldNode.Member) throws(WorldFileError) {
        let map = try member.value.map("a key", allowing: Self.names)
        let region = try map.region()
        let id = try map.string("id")
        let isNamed = map.has("aliases")
        let aliases = isNamed ? try map.texts("aliases") : [WorldText("alias/\(member.name)", line: member.line)]
        self.init(label: member.name, region: region, id: id, aliases: aliases, line: SourceLine(member.line))
        description = try map.string("description") ?? ""
        spec = try map.word("spec", KeySpec.self) ?? .symmetricDefault
        usage = try map.word("usage", KeyUsage.self) ?? spec.usages.first ?? .encryptDecrypt
        origin = try map.word("origin", KeyOrigin.self) ?? .awsKMS
        isMultiRegion = try map.bool("multi-region") ?? false
        tags = try map.pairs("tags")
        rotationDays = try map.rotation()
        state = try map.word("state", State.self) ?? .enabled
        deletionDays = try map.integer("deletion-days") ?? KMSLimits.pendingWindowInDays.standard
        if let node = map["policy"] {
            let document = try node.document("`policy`")
            policy = WorldDocument(name: "policy", document: document, line: SourceLine(node.line))
        }
        guard id != nil || !aliases.isEmpty else {
            throw WorldFileError(member.line, "a key needs an `id` or an alias to be known by")
        }
        relabel()
    }

    /// Gives the key the name that a world would give it, so that files can be compared.
    mutating func relabel() {
        aliases.sort { $0.text < $1.text }
        let name = aliases.first.map { String($0.text.dropFirst("alias/".count)) } ?? id ?? label
        label = region == .standard ? name : "\(name)@\(region)"
    }
}

extension WorldMap {
    func region() throws(WorldFileError) -> Region {
        guard let node = self["region"] else { return .standard }
        let code = try node.string("`region`")
        guard let region = Region(code) else { throw node.error("`\(code)` is not a Region") }
        return region
    }

    /// One of the words of `type`.
    func word<Word: RawRepresentable & CaseIterable>(
        _ name: String, _ type: Word.Type
    ) throws(WorldFileError) -> Word? where Word.RawValue == String {
        guard let node = self[name] else { return nil }
        guard let word = Word(rawValue: try node.string("`\(name)`")) else {
            let words = type.allCases.map(\.rawValue).joined(separator: ", ")
            throw WorldFileError(node.line, "`\(name)` has to be one of \(words)")
        }
        return word
    }

    /// `rotation`: a period in days, or `off`.
    fileprivate func rotation() throws(WorldFileError) -> Int? {
        guard let node = self["rotation"] else { return nil }
        if case .scalar("off", _) = node.content { return nil }
        let days = try node.integer("`rotation`")
        let range = KMSLimits.rotationPeriodInDays.range
        guard range.contains(days) else {
            throw node.error("`rotation` has to be \(range.lowerBound) to \(range.upperBound) days, or off")
        }
        return days
    }
}
