import LabCore
import LabCourse

/// What a learner sees of a lab: 78 columns, no more than lines of text.
struct LabScreen {
    let desk: LabDesk

    private static let width = 78
    private static let indent = "     "

    private var language: Language { desk.language }

    /// The lab's name between rules.
    var header: [String] {
        let remark = "\(desk.definition.minutes) \(LabPhrase.minutes(language))  seed \(desk.session.seed)"
        return [Self.rule("\(desk.folder.id)  \(desk.text.title)", remark)]
    }

    /// A line of hyphens with a title and a remark in it.
    static func rule(_ title: String, _ remark: String = "") -> String {
        let right = remark.isEmpty ? "" : " \(remark) --"
        let left = "-- \(title.cut(to: width - right.columns - 6)) "
        return Style.bold(left) + String(repeating: "-", count: max(0, width - left.columns - right.columns)) + right
    }

    /// Story, tasks, predictions and questions.
    var task: [String] {
        var lines = header + [""] + paragraphs(desk.text["story"])
        for (index, task) in desk.definition.tasks.enumerated() {
            lines += ["", Style.bold("\(LabPhrase.task(language)) \(index + 1)"), ""]
            lines += paragraphs(desk.text["task \(task.id)"])
        }
        return lines + questions
    }

    /// Predictions and questions with how to answer them.
    var questions: [String] {
        var lines: [String] = []
        if !desk.definition.predictions.isEmpty { lines += ["", Style.bold(LabPhrase.predictions(language))] }
        for question in desk.definition.predictions { lines += self.question("predict", question) }
        if !desk.definition.answers.isEmpty { lines += ["", Style.bold(LabPhrase.answers(language))] }
        for question in desk.definition.answers { lines += self.question("answer", question) }
        return lines
    }

    private func question(_ kind: String, _ question: LabQuestion) -> [String] {
        var lines = [""] + paragraphs(desk.text["\(kind) \(question.id)"])
        for option in question.options {
            let words = desk.text["\(kind) \(question.id) / option \(option)"].map { "  \(fill($0))" } ?? ""
            lines += "- \(option)\(words)".wrapped(to: Self.width, indent: "  ")
        }
        let said = kind == "predict" ? desk.session.latestPredictions[question.id] : desk.session.answers[question.id]
        let value = said ?? (question.options.isEmpty ? "..." : question.options.joined(separator: "|"))
        return lines + ["  $ kmslab lab \(kind) \(question.id) \(value)" + (said == nil ? "" : "   [x]")]
    }

    /// The checks with what they found.
    func checks(_ checked: [CheckedCheck]) -> [String] {
        var lines: [String] = []
        for (index, check) in checked.enumerated() {
            let mark = check.isPassed ? Style.green("[ok]") : Style.red("[NG]")
            let title = check.title(desk.text, desk.definition.facts)
            lines += "\(index + 1) \(title)".wrapped(to: Self.width - 5).enumerated().map { row, line in
                row == 0 ? "\(mark) \(line)" : Self.indent + line
            }
            lines += check.message(desk.text, desk.definition.facts).wrapped(to: Self.width, indent: Self.indent)
            if !check.isPassed, let see = check.definition.see {
                lines += "\(LabPhrase.see(language)): \(see)".wrapped(to: Self.width, indent: Self.indent)
            }
        }
        return lines
    }

    /// What is said when the lab is solved: the predictions again, what to take away, and the exam card.
    func ending(_ truths: [(question: LabQuestion, truth: String, isRight: Bool)]) -> [String] {
        var lines: [String] = []
        for entry in truths {
            let said = desk.session.predictions[entry.question.id] ?? "-"
            let verdict = entry.isRight ? LabPhrase.right(language) : LabPhrase.wrong(language)
            let head = "\(LabPhrase.youSaid(language)): \(said)  \(verdict): \(entry.truth)"
            lines += [""] + paragraphs(desk.text["predict \(entry.question.id)"])
            lines += head.wrapped(to: Self.width, indent: "  ")
            lines += fill(desk.text["predict \(entry.question.id) / because"] ?? "").wrapped(
                to: Self.width, indent: "  ")
        }
        lines += [""] + paragraphs(desk.text["aha"])
        lines += ["", Self.rule(LabPhrase.examCard(language))] + paragraphs(desk.text["exam"])
        if let more = desk.text["break"] { lines += ["", Self.rule(LabPhrase.breakIt(language))] + paragraphs(more) }
        return lines
    }

    /// A text of the lab, facts filled in, in lines that fit.
    func paragraphs(_ text: String?) -> [String] {
        var isInFence = false
        return fill(text ?? "").split(separator: "\n", omittingEmptySubsequences: false).flatMap { line -> [String] in
            if line.hasPrefix("```") {
                isInFence.toggle()
                return []
            }
            guard isInFence || line.hasPrefix("$ ") else { return String(line).wrapped(to: Self.width) }
            let indent = String(line).columns + 2 > Self.width ? "" : "  "
            return [indent + Style.bold(String(line))]
        }
    }

    private func fill(_ text: String) -> String { desk.definition.facts.fill(text) }
}
