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
