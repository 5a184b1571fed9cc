/// `no_plaintext_key`: no data key that the world gave out lies in the workspace, as it is, in hex or in base64.
struct NoPlaintextKeyCheck: Check {
    static let name = "no_plaintext_key"
    static let parameters = ["in"]
    static let codes = ["found"]

    init(_ map: Parameters) throws(LabFileError) {
        guard try map.text("in") ?? "workspace" == "workspace" else {
            throw map.error("`in` can only be `workspace`")
        }
    }
}
