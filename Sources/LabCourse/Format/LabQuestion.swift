import LabWorld

/// A prediction, or a question with an answer.
package struct LabQuestion: Sendable {
    /// What is right.
    package enum Truth: Sendable {
        /// A text, and others that mean the same.
        case text(String, alsoAccepted: [String])
        /// What somebody sees of an object that is kept in a certain way: `plaintext`, `noise` or `refused`.
        case sight(bucket: String, way: String, viewer: String)
        /// What stands in the world.
        case state(WorldQuestion)
    }

    /// Its id.
    package let id: String
    /// The options of a prediction; none for a question whose answer is free.
    package let options: [String]
    /// What is right.
    package let truth: Truth
    /// The line in `lab.yaml`.
    package let line: Int
}

extension LabQuestion {
    /// Reads `predict` or `answers`.
    static func list(_ name: String, in parameters: Parameters) throws(LabFileError) -> [LabQuestion] {
        var questions: [LabQuestion] = []
        let isPrediction = name == "predict"
        for node in try parameters.list(name) {
            let names = ["id", "truth"] + (isPrediction ? ["options"] : ["accept"])
            questions.append(try LabQuestion(try parameters.part(node, "an element of `\(name)`", allowing: names)))
        }
        return questions
    }

    private init(_ map: Parameters) throws(LabFileError) {
        id = try map.required("id")
        options = try map.texts("options")
        truth = try Truth(map)
        line = map.line
        if case .text(let text, _) = truth, !options.isEmpty, !options.contains(text) {
            throw map.error("the truth `\(text)` is not among the options")
        }
    }
}

extension LabQuestion.Truth {
    fileprivate init(_ map: Parameters) throws(LabFileError) {
        guard map.has("truth"), !map.isText("truth") else {
            self = .text(try map.required("truth"), alsoAccepted: try map.texts("accept"))
            return
        }
        guard let part = try map.part("truth", allowing: ["sees", "state"]) else {
            throw map.error("`truth` is needed")
        }
        if let sees = try part.part("sees", allowing: ["bucket", "way", "viewer"]) {
            self = .sight(
                bucket: try sees.required("bucket"), way: try sees.required("way"),
                viewer: try sees.required("viewer"))
        } else if let state = try part.part("state", allowing: WorldQuestion.names) {
            self = .state(try WorldQuestion(state))
        } else {
            throw part.error("`truth` has either `sees` or `state`")
        }
    }
}
