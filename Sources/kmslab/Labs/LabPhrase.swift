import LabCourse

/// What the engine itself says, beside the labs' own words.
enum LabPhrase {
    case solved, seen, notYet, next, hintOf, noMoreHints, noHintNeeded, allDone, predictions, answers, see, task
    case right, wrong, youSaid, question, afterwards, revealed, minutes, examCard, breakIt

    /// The words in a language.
    func callAsFunction(_ language: Language) -> String {
        switch language {
        case .english: english
        case .japanese: japanese
        }
    }

    private var english: String {
        switch self {
        case .solved: "solved"
        case .seen: "seen: the solution was shown. Start it with another --seed to solve it."
        case .notYet: "not yet"
        case .next: "next"
        case .hintOf: "hint"
        case .noMoreHints: "That was the last hint; `kmslab lab reveal` shows the solution."
        case .noHintNeeded: "Every check passes; there is nothing to hint at."
        case .allDone: "Every lab is solved."
        case .predictions: "Predict before you try:"
        case .answers: "Questions:"
        case .see: "see"
        case .task: "Task"
        case .right: "right"
        case .wrong: "not so"
        case .youSaid: "you said"
        case .question: "question"
        case .afterwards: "You will see whether it is so when the lab is solved."
        case .revealed: "The solution. The lab counts as seen, not as solved."
        case .minutes: "min"
        case .examCard: "For the exam"
        case .breakIt: "Break it"
        }
    }

    private var japanese: String {
        switch self {
        case .solved: "解けました"
        case .seen: "解答を見ました。別の --seed で始めると、自分で解けます。"
        case .notYet: "まだです"
        case .next: "次"
        case .hintOf: "ヒント"
        case .noMoreHints: "これが最後のヒントです。`kmslab lab reveal` で解答を表示します。"
        case .noHintNeeded: "すべてのチェックに合格しています。ヒントは必要ありません。"
        case .allDone: "すべてのラボが解けています。"
        case .predictions: "試す前に予想してください:"
        case .answers: "質問:"
        case .see: "見る"
        case .task: "課題"
        case .right: "正解"
        case .wrong: "違いました"
        case .youSaid: "あなたの予想"
        case .question: "質問"
        case .afterwards: "正しかったかどうかは、ラボが解けたときに表示します。"
        case .revealed: "解答です。このラボは「解けた」ではなく「見た」と記録されます。"
        case .minutes: "分"
        case .examCard: "試験のために"
        case .breakIt: "壊してみる"
        }
    }
}
