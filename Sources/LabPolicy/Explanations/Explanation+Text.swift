extension Explanation {
    /// The explanation for people: the questions, the result, and AWS's sentence when the request is refused.
    public var text: String {
        var lines = ["\(outcome == .allowed ? "ALLOWED" : "DENIED")  \(principal)  \(action)  \(resource)", ""]
        let width = (questions.map { $0.text.count }.max() ?? 0) + 4
        for (index, question) in questions.enumerated() {
            lines += question.lines(number: index + 1, width: width)
        }
        lines.append("  " + String(repeating: "-", count: 72))
        lines.append("   result: \(result)")
        if let awsMessage { lines.append("   AWS says only: \"\(awsMessage)\"") }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Every document with every statement, for people who want to see it all.
    public var statementsText: String {
        documents.map(\.text).joined(separator: "\n")
    }
}

extension Explanation.Question {
    /// The question on one line, failed conditions below it.
    fileprivate func lines(number: Int, width: Int) -> [String] {
        let dots = String(repeating: ".", count: max(width - text.count, 3))
        let prefix = number < 10 ? "   \(number)" : "  \(number)"
        var head = "\(prefix) \(text) \(dots) \(answer.rawValue)"
        if let detail { head += "   \(detail)" }
        var lines = [head]
        for failure in failures {
            lines.append("        Condition \(failure.operator) \(failure.key)")
            lines.append("            wants  \(failure.wantedText)")
            lines.append("            got    \(failure.isMalformed ? "(cannot be compared)" : failure.foundText)")
        }
        if isDecisive { lines[lines.count - 1] += "   <== stopped here" }
        return lines
    }
}

extension Explanation.DocumentTrace {
    fileprivate var text: String {
        let lines = statements.map { statement in
            "  \(statement.symbol.rawValue) \(statement.name) (\(statement.effect.rawValue)): \(statement.reason)"
        }
        return ([title] + lines).joined(separator: "\n") + "\n"
    }
}
