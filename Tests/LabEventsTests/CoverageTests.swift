import LabCore
import LabService
import LabWorld
import Testing

/// The tables of the three services against botocore's models.
@Suite struct CoverageTests {
    static let entries = [ConfigOperations.all, EventsOperations.all, TopicOperations.all].flatMap { table in
        table.names.compactMap { table[$0] }
    }

    /// What the lab leaves out, or takes as it comes: targets that it cannot deliver to, and a type of five hundred.
    private static let different: Set<String> = ["PutTargets.Targets[]", "GetResourceConfigHistory.resourceType"]

    @Test func theTablesHoldWhatTheyShould() {
        #expect(ConfigOperations.all.names.count == 9)
        #expect(EventsOperations.all.names.count == 11)
        #expect(TopicOperations.all.names.count == 10)
    }

    @Test(arguments: entries.indices)
    func theMembersAreTheModels(_ index: Int) throws {
        let entry = Self.entries[index]
        let operation = try #require(
            try Oracle.operations(of: entry.service.name)[entry.name], "AWS has no \(entry.name)")
        compare(entry.members(), with: operation["members"]?.object ?? [:], at: entry.name)
    }

    private func compare(_ members: [MemberDescription], with wanted: JSONObject, at path: String) {
        guard !Self.different.contains(path) else { return }
        #expect(Set(members.map(\.name)) == Set(wanted.names), "\(path)")
        for member in members {
            guard let model = wanted[member.name] else { continue }
            let place = "\(path).\(member.name)"
            // Publish takes one of two names for its topic, so that neither is required.
            #expect(model["required"]?.bool == member.isRequired, "\(place)")
            compare(member.kind, with: model["shape"]?.array ?? [], at: place)
        }
    }

    private func compare(_ kind: MemberDescription.Kind, with shape: [JSONValue], at path: String) {
        guard !Self.different.contains(path), let type = shape.first?.string else { return }
        switch kind {
        case .string(let length, let pattern):
            #expect(type == "string", "\(path)")
            compare(length, with: shape, at: path)
            #expect(pattern == shape.last?.string, "\(path)")
        case .enumeration(let values):
            #expect(type == "enum" && values.sorted() == shape.dropFirst().compactMap(\.string), "\(path)")
        case .integer(let range): compare(range, with: shape, at: path)
        case .list(let count, let element):
            #expect(type == "list", "\(path)")
            compare(count, with: shape, at: path)
            compare(element, with: shape.last?.array ?? [], at: "\(path)[]")
        case .structure(let members): compare(members, with: shape.last?.object ?? [:], at: path)
        case .bool: #expect(type == "boolean", "\(path)")
        case .timestamp, .blob, .map: #expect(["timestamp", "blob", "map"].contains(type), "\(path)")
        case .number, .document: Issue.record("\(path): a kind that the models do not have")
        }
    }

    private func compare(_ range: MemberRange, with shape: [JSONValue], at path: String) {
        let bounds = shape.dropFirst().first?.array ?? []
        #expect(range.lowest == bounds.first?.integer && range.highest == bounds.last?.integer, "\(path): \(range)")
    }
}
