import LabCore
import LabService
import LabWorld
import Testing

/// botocore's own models, as the oracle of what inputs look like.
@Suite struct CoverageTests {
    /// What has to do with other Regions, and is answered as an operation that there is not.
    private static let absent: Set<String> = [
        "RemoveRegionsFromReplication", "ReplicateSecretToRegions", "StopReplicationToReplica",
    ]

    @Test func theTableHoldsTheOperationsOfSecretsManagerButReplication() throws {
        let names = Set(try Oracle.model(.secretsManager).names)
        #expect(names.subtracting(SecretsOperations.all.names) == Self.absent)
        #expect(Set(SecretsOperations.all.names).subtracting(names).isEmpty)
        #expect(SecretsOperations.all.names.count == 20)
    }

    @Test func theTableHoldsTheOperationsOfParameterStore() throws {
        let names = try Oracle.model(.ssm).names.filter { $0.contains("Parameter") || $0.contains("Tags") }
        #expect(Set(names) == Set(ParameterOperations.all.names))
    }

    @Test(arguments: SecretsOperations.all.names)
    func theMembersOfSecretsManagerAreTheModels(_ operation: String) throws {
        try compare(SecretsOperations.all[operation], .secretsManager, operation)
    }

    @Test(arguments: ParameterOperations.all.names)
    func theMembersOfParameterStoreAreTheModels(_ operation: String) throws {
        try compare(ParameterOperations.all[operation], .ssm, operation)
    }

    private func compare(_ entry: OperationEntry?, _ service: Service, _ operation: String) throws {
        let entry = try #require(entry)
        let wanted = try #require(try Oracle.model(service)[operation]?["members"]?.object)
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
        case .blob(let length):
            #expect(type == "blob", "\(path)")
            compare(length, with: shape[1], at: path)
        case .list(let count, let element):
            #expect(type == "list", "\(path)")
            compare(count, with: shape[1], at: path)
            compare(element, with: shape[2].array ?? [], at: "\(path)[]")
        case .structure(let members):
            #expect(type == "structure", "\(path)")
            compare(members, with: shape[1].object ?? [:], at: path)
        case .map, .number, .document: Issue.record("\(path): a kind that the models do not have")
        }
    }

    private func compare(_ range: MemberRange, with bounds: JSONValue, at path: String) {
        let (low, high) = (bounds.array?[0].integer, bounds.array?[1].integer)
        #expect(range.lowest == low && range.highest == high, "\(path): \(range) is \(bounds.compactText)")
    }
}
