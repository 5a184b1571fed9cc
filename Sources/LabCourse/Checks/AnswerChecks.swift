/// `answer`: the learner's answer is right.
struct AnswerCheck: Check {
    static let name = "answer"
    static let parameters = ["id"]
    static let codes = ["unanswered", "wrong"]

    let id: String

    init(_ map: Parameters) throws(LabFileError) {
        id = try map.required("id")
    }
}

/// `predict`: the learner has said what will happen; right or wrong, unless so many have to be right.
struct PredictCheck: Check {
    static let name = "predict"
    static let parameters = ["ids", "right"]
    static let codes = ["unmade", "wrong"]

    let ids: [String]
    let right: Int

    init(_ map: Parameters) throws(LabFileError) {
        ids = try map.requiredTexts("ids")
        right = try map.number("right") ?? 0
    }
}
