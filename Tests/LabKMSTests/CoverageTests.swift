import Foundation
import LabCore
import LabKMS
import LabService
import LabWorld
import Testing

/// botocore's own model of the key service, as the oracle of what there is to answer.
@Suite struct CoverageTests {
    private func model() throws -> JSONObject { try Oracle.model.get() }

    @Test func theTableHoldsExactlyTheOperationsOfTheModel() throws {
        #expect(KMSOperations.all.names == (try model()).names.sorted())
        #expect(KMSOperations.all.names.count == 56)
    }

    /// Where another version of botocore is installed, there is nothing to compare with.
    @Test func theFactsAreThoseOfBotocore() throws {
        let installed = try Oracle.installed()
        guard installed["botocore"]?.string == Oracle.version else { return }
        let text = Oracle.text(installed)
        if ProcessInfo.processInfo.environment["KMSLAB_REGENERATE"] != nil {
            try Data(text.utf8).write(to: Oracle.file)
        }
        #expect(try String(contentsOf: Oracle.file, encoding: .utf8) == text)
    }

    @Test(arguments: KMSOperations.all.names)
    func membersBoundsPatternsAndEnumsAreTheModels(_ operation: String) throws {
        let entry = try #require(KMSOperations.all[operation])
        let wanted = try #require(try model()[operation]?["members"]?.object)
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
        case .map(let count, let key, let value):
            #expect(type == "map", "\(path)")
            compare(count, with: shape[1], at: path)
            compare(key, with: shape[2].array ?? [], at: "\(path).key")
            compare(value, with: shape[3].array ?? [], at: "\(path).value")
        case .structure(let members):
            #expect(type == "structure", "\(path)")
            compare(members, with: shape[1].object ?? [:], at: path)
        case .number, .document: Issue.record("\(path): a kind that the model does not have")
        }
    }

    private func compare(_ range: MemberRange, with bounds: JSONValue, at path: String) {
        let (low, high) = (bounds.array?[0].integer, bounds.array?[1].integer)
        #expect(range.lowest == low && range.highest == high, "\(path): \(range) is \(bounds.compactText)")
    }
}
