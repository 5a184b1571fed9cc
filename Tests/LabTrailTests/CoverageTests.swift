import LabCore
import LabService
import LabWorld
import Testing

/// botocore's own model, as the oracle of what inputs look like.
@Suite struct CoverageTests {
    @Test func theTableHoldsTheOperationsOfTrails() throws {
        let absent: Set = ["ListInsightsMetricData", "ListTrailsInsights"]
        #expect(Set(try Oracle.model().names).subtracting(TrailOperations.all.names).subtracting(absent).isEmpty)
        #expect(Set(TrailOperations.all.names).subtracting(try Oracle.model().names).isEmpty)
        #expect(TrailOperations.all.names.count == 16)
    }

    @Test(arguments: TrailOperations.all.names)
    func theMembersAreTheModels(_ operation: String) throws {
        let entry = try #require(TrailOperations.all[operation])
        let wanted = try #require(try Oracle.model()[operation]?["members"]?.object)
        compare(entry.members(), with: wanted, at: operation)
    }

    private func compare(_ members: [MemberDescription], with wanted: JSONObject, at path: String) {
        #expect(Set(members.map(\.name)) == Set(wanted.names), "\(path)")
        for member in members {
            guard let model = wanted[member.name]?.object else { continue }
            #expect(model["required"]?.bool == member.isRequired, "\(path).\(member.name)")
            compare(member.kind, with: model["shape"]?.array ?? [], at: "\(path).\(member.name)")
        }
    }

    private func compare(_ kind: MemberDescription.Kind, with shape: [JSONValue], at path: String) {
        let type = shape.first?.string
        switch kind {
        case .string(let length, let pattern):
            #expect(type == "string", "\(path)")
            compare(length, with: shape[1], at: path)
            #expect(pattern == shape[2].string, "\(path)")
        case .enumeration(let values):
            #expect(type == "enum" && values.sorted() == shape.dropFirst().compactMap(\.string), "\(path)")
        case .integer(let range):
            #expect(type == "integer", "\(path)")
            compare(range, with: shape[1], at: path)
        case .bool: #expect(type == "bool", "\(path)")
        case .timestamp: #expect(type == "timestamp", "\(path)")
        case .list(let count, let element):
            #expect(type == "list", "\(path)")
            compare(count, with: shape[1], at: path)
            compare(element, with: shape[2].array ?? [], at: "\(path)[]")
        case .structure(let members):
            #expect(type == "structure", "\(path)")
            compare(members, with: shape[1].object ?? [:], at: path)
        case .blob, .map, .number, .document: Issue.record("\(path): a kind that the model does not have")
        }
    }

    private func compare(_ range: MemberRange, with bounds: JSONValue, at path: String) {
        let (low, high) = (bounds.array?[0].integer, bounds.array?[1].integer)
        #expect(range.lowest == low && range.highest == high, "\(path): \(range) is \(bounds.compactText)")
    }
}
