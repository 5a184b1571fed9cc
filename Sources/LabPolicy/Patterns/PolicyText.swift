/// A value in a policy that may hold wildcards and variables, compiled for matching.
final class PolicyText: Sendable {
    /// How a value is read.
    struct Reading: Hashable, Sendable {
        /// Whether `*` and `?` are wildcards.
        var wildcards: Bool
        /// Whether variables are replaced, and how many colons must stand before the first: five in a resource, where
        /// AWS allows variables in the last field only.
        var variablesAfterColons: Int?
        /// Whether case is ignored.
        var ignoresCase = false
    }

    private enum Part: Hashable, Sendable {
        case units([UInt16])
        case variable(PolicyVariable)
    }

    /// The value as written.
    let written: String
    private let parts: [Part]
    private let fixed: [UInt16]?
    let ignoresCase: Bool

    /// Compiles `text`.
    init(_ text: String, _ reading: Reading) {
        var compiler = Compiler(reading: reading)
        compiler.compile(reading.ignoresCase ? text.lowercased()[...] : text[...])
        written = text
        parts = compiler.parts
        ignoresCase = reading.ignoresCase
        fixed = parts.reduce(into: [UInt16]?([])) { units, part in
            guard case .units(let more) = part else { return units = nil }
            units?.append(contentsOf: more)
        }
    }

    /// Whether the value holds variables.
    var hasVariables: Bool { fixed == nil }

    /// The pattern for a request, variables replaced; `nil` when one of them has no value.
    func units(in request: AccessRequest) -> [UInt16]? {
        if let fixed { return fixed }
        var units: [UInt16] = []
        for part in parts {
            switch part {
            case .units(let more): units.append(contentsOf: more)
            case .variable(let variable):
                guard let value = variable.value(in: request) else { return nil }
                units.append(contentsOf: Glob.units(ignoresCase ? value.lowercased() : value, wildcards: false))
            }
        }
        return units
    }

    /// Whether the pattern matches the whole of `text`; `nil` when a variable has no value.
    func matches(_ text: Span<UInt8>, in request: AccessRequest) -> Bool? {
        guard let units = units(in: request) else { return nil }
        return Glob.matches(units.span, text)
    }

    /// Splits a value into units and variables.
    private struct Compiler {
        let reading: Reading
        private(set) var parts: [Part] = []
        private var colons = 0

        init(reading: Reading) {
            self.reading = reading
        }

        mutating func compile(_ text: Substring) {
            var rest = text
            while let open = rest.range(ofFirst: "${") {
                append(rest[..<open.lowerBound])
                guard takesVariables, let close = rest[open.upperBound...].firstIndex(of: "}"),
                    append(variable: rest[open.upperBound..<close])
                else {
                    append(rest[open])
                    rest = rest[open.upperBound...]
                    continue
                }
                rest = rest[rest.index(after: close)...]
            }
            append(rest)
        }

        private var takesVariables: Bool {
            reading.variablesAfterColons.map { colons >= $0 } ?? false
        }

        private mutating func append(_ literal: Substring) {
            guard !literal.isEmpty else { return }
            colons += literal.utf8.count { $0 == UInt8(ascii: ":") }
            parts.append(.units(Glob.units(literal, wildcards: reading.wildcards)))
        }

        /// Appends a variable or one of the escapes `${*}`, `${?}`, `${$}`; false when `content` is neither.
        private mutating func append(variable content: Substring) -> Bool {
            if content == "*" || content == "?" || content == "$" {
                parts.append(.units(Glob.units(content, wildcards: false)))
            } else if let variable = PolicyVariable(content) {
                parts.append(.variable(variable))
            } else {
                return false
            }
            return true
        }
    }
}

extension Substring {
    /// The first place where `mark` stands.
    fileprivate func range(ofFirst mark: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(mark) { return start..<index(start, offsetBy: mark.count) }
            start = index(after: start)
        }
        return nil
    }
}
