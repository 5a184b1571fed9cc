import Foundation

/// Finds member declarations with more than one binding: a comma at the top level of a `let` or `var` that stands
/// directly in a type.
enum MemberBindings {
    static func findings(in file: SourceTree.File) -> [String] {
        var scanner = BindingScanner()
        return file.lines.compactMap { number, line in
            scanner.read(line) ? "\(file.path):\(number): more than one binding in a member declaration" : nil
        }
    }
}

/// Reads a file line by line and keeps track of what the braces around it belong to.
private struct BindingScanner {
    private enum Scope { case type, other }
    private var scopes: [Scope] = []
    /// Whether a member declaration goes on in the next line.
    private var isInDeclaration = false
    private var depth = 0

    private static func declares(_ code: String) -> Bool {
        let modifiers =
            /^\s*((@\w+(\([^)]*\))?|public|private|internal|fileprivate|package|static|final|lazy|weak|unowned|nonisolated)(\([^)]*\))?\s+)*(let|var)\s+[^(\s]/
        return code.firstMatch(of: modifiers) != nil
    }

    /// Takes in a line; `true` when a second binding begins on it.
    mutating func read(_ line: String) -> Bool {
        guard !line.isComment else { return false }
        let code = line.withoutLiterals.components(separatedBy: "//")[0].withoutOperators
        if !isInDeclaration, scopes.last == .type, Self.declares(code) {
            isInDeclaration = true
            depth = 0
        }
        var found = false
        for character in code {
            switch character {
            case "{":
                scopes.append(isTypeHeader(code) && !isInDeclaration ? .type : .other)
                if isInDeclaration { depth += 1 }
            case "}":
                _ = scopes.popLast()
                if isInDeclaration { depth -= 1 }
            case "(", "[", "<": if isInDeclaration { depth += 1 }
            case ")", "]", ">": if isInDeclaration, depth > 0 { depth -= 1 }
            case ",": if isInDeclaration, depth == 0 { found = true }
            default: break
            }
        }
        if isInDeclaration, depth == 0, !code.trimmingCharacters(in: .whitespaces).hasSuffix(",") {
            isInDeclaration = false
        }
        return found
    }

    private func isTypeHeader(_ code: String) -> Bool {
        code.contains(/\b(struct|class|enum|actor|extension|protocol)\b/) && !code.contains("func ")
            && !code.contains("init(")
    }
}

extension String {
    /// The line without the operators that look like angle brackets.
    fileprivate var withoutOperators: String {
        ["->", " >> ", " << ", " >= ", " <= ", " > ", " < "].reduce(self) { $0.replacingOccurrences(of: $1, with: " ") }
    }
}
