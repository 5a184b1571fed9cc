/// `minimal`: somebody may do nothing to a key but what is named.
struct MinimalCheck: Check {
    static let name = "minimal"
    static let parameters = ["who", "on", "only"]
    static let codes = ["surplus"]

    let who: String
    let key: String
    let actions: [String]

    init(_ map: Parameters) throws(LabFileError) {
        who = try map.required("who")
        key = try map.required("on")
        actions = try map.requiredTexts("only").map { $0.contains(":") ? $0 : "kms:\($0)" }
    }
}
