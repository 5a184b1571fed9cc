import LabWorld

/// `after`: another check, on a fork on which something happened first.
struct AfterCheck: Check {
    static let name = "after"
    static let parameters = ["steps", "check"]
    static let codes: [String] = []

    let steps: [ExperimentStep]
    let check: any Check

    init(_ map: Parameters) throws(LabFileError) {
        steps = try ExperimentStep.list(in: map)
        guard let part = try map.part("check", allowing: CheckVocabulary.names) else {
            throw map.error("`after` needs `check`")
        }
        check = try CheckVocabulary.read(part)
    }
}
