import LabCore
import LabKMS

/// `material`: which of a key's materials a ciphertext was made with.
struct MaterialCheck: Check {
    static let name = "material"
    static let parameters = ["blob", "key", "number", "not"]
    static let codes = ["missing", "other-key", "differs"]

    let blob: String
    let key: String
    /// The material that it has to be; the number from 1, or the current one.
    let number: String?
    /// The material that it must not be.
    let otherThan: String?

    init(_ map: Parameters) throws(LabFileError) {
        blob = try map.requiredWorkspaceFile("blob")
        key = try map.required("key")
        number = try map.text("number")
        otherThan = try map.text("not")
        for text in [number, otherThan].compactMap({ $0 }) where text != "current" && Int(text) == nil {
            throw map.error("a material has a number, or is `current`")
        }
        guard number != nil || otherThan != nil else { throw map.error("`material` needs `number` or `not`") }
    }
}

extension MaterialCheck {
    func evaluate(in experiment: Experiment, id: String) async throws(ServiceError) -> Finding {
        guard let bytes = experiment.workspace.read(blob), let ciphertext = CiphertextBlob(bytes) else {
            return .fail("missing")
        }
        let arn = try await experiment.keyARN(of: key) ?? key
        let disk = try await experiment.outcome(Experiment.door("disk", ["key": .string(arn)]))
        let materials = disk.output["materials"]?.array ?? []
        guard let found = materials.first(where: { $0["id"]?.string == ciphertext.materialID })?["number"]?.integer
        else { return .fail("other-key") }
        let evidence = ["found": String(found), "wanted": number ?? "not \(otherThan ?? "")"]
        let isMet =
            number.map { $0 == String(found) || $0 == "current" && found == materials.count } ?? true
            && !(otherThan.map { $0 == String(found) || $0 == "current" && found == materials.count } ?? false)
        return isMet ? .pass(evidence) : .fail("differs", evidence)
    }
}
