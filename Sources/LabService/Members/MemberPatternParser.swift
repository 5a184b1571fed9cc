/// Reads the regular expressions that ``MemberPattern`` knows.
struct MemberPatternParser {
    private let scalars: [Unicode.Scalar]
    private var position = 0
    /// The most repetitions that are written out: `{1,100000}` belongs into a length bound.
    private static let mostRepetitions = 2048

    init(_ pattern: String) {
        scalars = Array(pattern.unicodeScalars)
    }

    /// The whole pattern; `nil` when it uses what is not known.
    mutating func parse() -> MemberPatternNode? {
        guard let node = choice(), position == scalars.count else { return nil }
        return node
    }

    private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private mutating func take() -> Unicode.Scalar? {
        guard let scalar = next else { return nil }
        position += 1
        return scalar
    }

    private mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        position += 1
        return true
    }

    private mutating func choice() -> MemberPatternNode? {
        var branches: [MemberPatternNode] = []
        repeat {
            guard let branch = sequence() else { return nil }
            branches.append(branch)
        } while skip("|")
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func sequence() -> MemberPatternNode? {
        var parts: [MemberPatternNode] = []
        while let scalar = next, scalar != "|", scalar != ")" {
            guard let atom = atom(), let part = repetition(of: atom) else { return nil }
            parts.append(part)
        }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func atom() -> MemberPatternNode? {
        switch take() {
        case "(": return group()
        case "[": return classSet().map { .one(of: $0) }
        case "\\": return escape().map { .one(of: $0.set) }
        case ".": return .one(of: .dot)
        case "^": return .start
        case "$": return .end
        case nil, "*", "+", "?", "{": return nil
        case let scalar?: return .one(of: ScalarSet([scalar...scalar]))
        }
    }

    private mutating func group() -> MemberPatternNode? {
        if skip("?"), !skip(":") { return nil }
        guard let node = choice(), skip(")") else { return nil }
        return node
    }

    private mutating func repetition(of node: MemberPatternNode) -> MemberPatternNode? {
        var node = node
        while let mark = next {
            switch mark {
            case "*": node = .repeated(node, least: 0, most: nil)
            case "+": node = .repeated(node, least: 1, most: nil)
            case "?": node = .repeated(node, least: 0, most: 1)
            case "{":
                guard let counted = counted(node) else { return nil }
                node = counted
                continue
            default: return node
            }
            position += 1
        }
        return node
    }

    private mutating func counted(_ node: MemberPatternNode) -> MemberPatternNode? {
        position += 1
        guard let least = number() else { return nil }
        var most: Int? = least
        if skip(",") { most = next == "}" ? nil : number() ?? -1 }
        let isOrdered = most.map { $0 >= least && $0 <= Self.mostRepetitions } ?? true
        guard skip("}"), isOrdered, least <= Self.mostRepetitions else { return nil }
        return .repeated(node, least: least, most: most)
    }

    private mutating func number() -> Int? {
        let start = position
        while let scalar = next, ScalarSet.digit.contains(scalar) { position += 1 }
        return Int(String(String.UnicodeScalarView(scalars[start..<position])))
    }

    private mutating func classSet() -> ScalarSet? {
        var set = ScalarSet()
        set.isNegated = skip("^")
        while let scalar = take() {
            if scalar == "]" { return set }
            guard let item = item(scalar) else { return nil }
            guard case .scalar(let first) = item, next == "-", position + 1 < scalars.count,
                scalars[position + 1] != "]"
            else {
                set.formUnion(item.set)
                continue
            }
            position += 1
            guard let mark = take(), case .scalar(let last)? = self.item(mark) else { return nil }
            set.insert(first, last)
        }
        return nil
    }

    private mutating func item(_ scalar: Unicode.Scalar) -> Item? {
        scalar == "\\" ? escape() : .scalar(scalar)
    }

    /// What an escape or a class item stands for.
    private enum Item {
        case scalar(Unicode.Scalar)
        case set(ScalarSet)

        var set: ScalarSet {
            switch self {
            case .scalar(let scalar): ScalarSet([scalar...scalar])
            case .set(let set): set
            }
        }
    }

    private mutating func escape() -> Item? {
        switch take() {
        case "d": return .set(.digit)
        case "D": return .set(ScalarSet.digit.negated)
        case "w": return .set(.word)
        case "W": return .set(ScalarSet.word.negated)
        case "s": return .set(.space)
        case "S": return .set(ScalarSet.space.negated)
        case "p": return category()
        case "u": return hexadecimal(digits: 4)
        case "x": return hexadecimal(digits: 2)
        case "n": return .scalar("\n")
        case "r": return .scalar("\r")
        case "t": return .scalar("\t")
        case let scalar? where !ScalarSet.word.contains(scalar) || scalar == "_": return .scalar(scalar)
        default: return nil
        }
    }

    private mutating func hexadecimal(digits: Int) -> Item? {
        guard position + digits <= scalars.count else { return nil }
        let text = String(String.UnicodeScalarView(scalars[position..<position + digits]))
        position += digits
        guard let value = UInt32(text, radix: 16) else { return nil }
        return Unicode.Scalar(Self.scalarNearest(value)).map { .scalar($0) }
    }

    /// Surrogates, which models name as the ends of ranges, cannot occur in a Swift string: the scalar next to them.
    private static func scalarNearest(_ value: UInt32) -> UInt32 {
        (0xD800...0xDFFF).contains(value) ? 0xE000 : value
    }

    private mutating func category() -> Item? {
        var set = ScalarSet()
        guard skip("{"), let letter = take(), skip("}") else { return nil }
        switch letter {
        case "L": set.insert(.letter)
        case "N": set.insert(.number)
        case "Z": set.insert(.separator)
        default: return nil
        }
        return .set(set)
    }
}
