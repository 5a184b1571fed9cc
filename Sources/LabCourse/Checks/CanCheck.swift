import LabCore

/// `can`: everybody named may do everything named, and for the reason named.
struct CanCheck: Check {
    static let name = "can"
    static let parameters = AccessCells.names
    static let codes = ["refused", "reason"]
    private static let reasons = ["key-policy", "iam", "grant"]

    let cells: AccessCells

    init(_ map: Parameters) throws(LabFileError) {
        cells = try AccessCells(map, reasons: Self.reasons)
    }
}

/// `cannot`: nobody named may do anything named, and where it stops is what is named.
struct CannotCheck: Check {
    static let name = "cannot"
    static let parameters = AccessCells.names
    static let codes = ["allowed", "reason"]
    private static let reasons = [
        "deny", "resource", "identity", "boundary", "session", "serviceControl", "resourceControl",
    ]

    let cells: AccessCells

    init(_ map: Parameters) throws(LabFileError) {
        cells = try AccessCells(map, reasons: Self.reasons)
    }
}

/// People × actions × resources, asked in a certain way.
struct AccessCells: Sendable {
    static let names = ["who", "do", "on", "context", "via", "source_ip", "vpc_endpoint", "because"]

    let people: [String]
    let actions: [String]
    let resources: [String]
    let context: EncryptionContext?
    let via: String?
    let sourceIP: String?
    let vpcEndpoint: String?
    let reason: String?

    init(_ map: Parameters, reasons: [String]) throws(LabFileError) {
        people = try map.requiredTexts("who")
        actions = try map.requiredTexts("do")
        resources = try map.requiredTexts("on")
        context = try map.context()
        via = try map.text("via")
        sourceIP = try map.text("source_ip")
        vpcEndpoint = try map.text("vpc_endpoint")
        reason = try map.text("because")
        if let reason, !reasons.contains(reason) {
            throw map.error("`because` cannot be `\(reason)`", mend: "take one of \(reasons.joined(separator: ", "))")
        }
    }
}
