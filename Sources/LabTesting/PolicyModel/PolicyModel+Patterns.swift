import LabPolicy

/// One character of a pattern.
enum PatternCharacter: Equatable {
    case literal(Character)
    case anyOne
    case anyRun
}

extension PolicyModel {
    /// A text's characters, `*` and `?` as wildcards.
    func characters(_ text: some StringProtocol) -> [PatternCharacter] {
        text.map { character in
            switch character {
            case "*": .anyRun
            case "?": .anyOne
            default: .literal(character)
            }
        }
    }

    /// A text with its variables replaced, whose values are literal; `nil` when one has no value. In a resource,
    /// variables start behind the fifth colon.
    func resolved(_ text: String, afterColons needed: Int = 0) -> [PatternCharacter]? {
        var result: [PatternCharacter] = []
        var colons = 0
        var rest = Array(text)
        while !rest.isEmpty {
            let end = rest.firstIndex(of: "}")
            if rest.starts(with: ["$", "{"]), colons >= needed, let end, let value = variable(String(rest[2..<end])) {
                guard let value else { return nil }
                result += value.map { .literal($0) }
                rest.removeFirst(end + 1)
                continue
            }
            if rest[0] == ":" { colons += 1 }
            result += characters(String(rest[0]))
            rest.removeFirst()
        }
        return result
    }

    /// The value of what stands between the braces: `nil` when it is no variable, `.some(nil)` when it has no value.
    private func variable(_ content: String) -> String?? {
        if ["*", "?", "$"].contains(content) { return content }
        let pieces = content.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(pieces[0]).trimmingSpaces
        guard !name.isEmpty, !name.contains("$"), !name.contains("{") else { return nil }
        var fallback: String?
        if pieces.count == 2 {
            let quoted = String(pieces[1]).trimmingSpaces
            guard quoted.count >= 2, quoted.first == "'", quoted.last == "'" else { return nil }
            fallback = String(quoted.dropFirst().dropLast())
        }
        if let values = values(of: name), values.count == 1, !isAmbiguous(name) { return .some(values[0]) }
        return .some(fallback)
    }

    /// Tries every length for a run: exponential, and plainly right.
    func wildcardsMatch(_ pattern: ArraySlice<PatternCharacter>, _ text: ArraySlice<Character>) -> Bool {
        switch pattern.first {
        case nil: text.isEmpty
        case .literal(let character)?:
            text.first == character && wildcardsMatch(pattern.dropFirst(), text.dropFirst())
        case .anyOne?: !text.isEmpty && wildcardsMatch(pattern.dropFirst(), text.dropFirst())
        case .anyRun?: (0...text.count).contains { wildcardsMatch(pattern.dropFirst(), text.dropFirst($0)) }
        }
    }
}

extension String {
    fileprivate var trimmingSpaces: String {
        var text = self[...]
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
