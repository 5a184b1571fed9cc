/// `state`: what the world says has to be so.
struct StateCheck: Check {
    static let name = "state"
    static let parameters = WorldQuestion.names + Expectation.names
    static let codes = ["refused", "absent", "differs"]

    let question: WorldQuestion
    let expectation: Expectation

    init(_ map: Parameters) throws(LabFileError) {
        question = try WorldQuestion(map)
        expectation = try Expectation(map)
        guard !expectation.rules.isEmpty else {
            throw map.error("`state` needs one of `is`, `not`, `min`, `max`, `has`")
        }
    }
}
