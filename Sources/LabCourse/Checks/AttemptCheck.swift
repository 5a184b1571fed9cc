/// `attempt`: requests made in earnest, on a fork; the last one ends as expected.
struct AttemptCheck: Check {
    static let name = "attempt"
    static let parameters = ["steps", "expect", "path"] + Expectation.names
    static let codes = ["succeeded", "failed", "differs"]

    let steps: [ExperimentStep]
    /// The error that has to come; `nil` for success.
    let error: String?
    let path: String
    let expectation: Expectation

    init(_ map: Parameters) throws(LabFileError) {
        steps = try ExperimentStep.list(in: map)
        let expected = try map.required("expect")
        error = expected == "ok" ? nil : expected
        path = try map.text("path") ?? ""
        expectation = try Expectation(map)
    }
}
