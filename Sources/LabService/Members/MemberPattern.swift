import Synchronization

/// A regular expression of AWS's service models, matched against whole strings in linear time.
///
/// Why our own: a member's pattern is both what is checked and what the error quotes, so the text of the model has to
/// be the program. The models use a small language (classes, groups, alternation, counted repetition), and a matcher
/// without backtracking cannot be made slow by a hostile value.
///
/// Known: literals, `.`, `[…]` with ranges and negation, `\d \w \s \S \D \W`, `\p{L}`, `\p{N}`, `\p{Z}`, `\uXXXX`,
/// `\xXX`, `( )`, `(?: )`, `|`, `* + ? {n} {n,} {n,m}`, `^`, `$`. Look-around and back-references are not.
/// Matching is by Unicode scalars.
public final class MemberPattern: Sendable {
    enum Instruction {
        case one(of: ScalarSet)
        case split(Int, Int)
        case jump(Int)
        case assertStart
        case assertEnd
        case accept
    }

    private let program: [Instruction]
    /// The set and the least count, when the pattern is a repeated class: most are.
    private let run: (set: ScalarSet, least: Int)?

    /// Compiles `pattern`; `nil` when it uses what is not known.
    public init?(_ pattern: String) {
        var parser = MemberPatternParser(pattern)
        guard let node = parser.parse() else { return nil }
        run = node.run
        var program: [Instruction] = []
        node.emit(into: &program)
        program.append(.accept)
        self.program = program
    }

    /// The compiled form of a pattern of the model, made once.
    ///
    /// - Precondition: the pattern uses only what is known; describing an input that declares it finds out.
    static func named(_ pattern: String) -> MemberPattern {
        compiled.withLock { known in
            if let pattern = known[pattern] { return pattern }
            guard let made = MemberPattern(pattern) else { preconditionFailure("cannot read the pattern \(pattern)") }
            known[pattern] = made
            return made
        }
    }

    private static let compiled = Mutex<[String: MemberPattern]>([:])

    /// Whether the whole of `text` matches.
    public func matches(_ text: String) -> Bool {
        if let run {
            let scalars = text.unicodeScalars
            return scalars.allSatisfy(run.set.contains) && (run.least == 0 || scalars.count >= run.least)
        }
        return simulate(Array(text.unicodeScalars))
    }

    /// Follows all alternatives at once: after each scalar, the set of instructions that may come next.
    private func simulate(_ text: [Unicode.Scalar]) -> Bool {
        var states = follow([0], isStart: true, isEnd: text.isEmpty)
        for (index, scalar) in text.enumerated() {
            let next = states.compactMap { state in
                if case .one(let set) = program[state], set.contains(scalar) { state + 1 } else { nil }
            }
            if next.isEmpty { return false }
            states = follow(next, isStart: false, isEnd: index == text.count - 1)
        }
        return states.contains(program.count - 1)
    }

    /// The instructions that take a scalar or accept, reachable from `states` without taking one.
    private func follow(_ states: [Int], isStart: Bool, isEnd: Bool) -> [Int] {
        var seen = [Bool](repeating: false, count: program.count)
        var pending = states
        var reached: [Int] = []
        while let state = pending.popLast() {
            guard !seen[state] else { continue }
            seen[state] = true
            switch program[state] {
            case .one, .accept: reached.append(state)
            case .split(let first, let second): pending += [first, second]
            case .jump(let target): pending.append(target)
            case .assertStart: if isStart { pending.append(state + 1) }
            case .assertEnd: if isEnd { pending.append(state + 1) }
            }
        }
        return reached
    }
}

/// A parsed pattern.
indirect enum MemberPatternNode {
    case one(of: ScalarSet)
    case sequence([MemberPatternNode])
    case choice([MemberPatternNode])
    case repeated(MemberPatternNode, least: Int, most: Int?)
    case start
    case end

    /// The set and the least count, when this is nothing but a class repeated without an upper bound.
    var run: (set: ScalarSet, least: Int)? {
        switch self {
        case .repeated(.one(let set), let least, nil): return (set, least)
        case .sequence(let parts):
            let inner = parts.filter { if case .start = $0 { false } else if case .end = $0 { false } else { true } }
            let isAnchoredOutside = parts.count == inner.count || Self.isAnchored(parts)
            return inner.count == 1 && isAnchoredOutside ? inner[0].run : nil
        default: return nil
        }
    }

    /// Whether anchors stand only where they always hold: `^` first, `$` last.
    private static func isAnchored(_ parts: [MemberPatternNode]) -> Bool {
        parts.enumerated().allSatisfy { index, part in
            switch part {
            case .start: index == 0
            case .end: index == parts.count - 1
            default: true
            }
        }
    }

    func emit(into program: inout [MemberPattern.Instruction]) {
        switch self {
        case .one(let set): program.append(.one(of: set))
        case .start: program.append(.assertStart)
        case .end: program.append(.assertEnd)
        case .sequence(let parts): for part in parts { part.emit(into: &program) }
        case .choice(let branches): Self.emit(branches[...], into: &program)
        case .repeated(let node, let least, let most):
            for _ in 0..<least { node.emit(into: &program) }
            Self.emitTail(node, extra: most.map { $0 - least }, into: &program)
        }
    }

    private static func emit(
        _ branches: ArraySlice<MemberPatternNode>, into program: inout [MemberPattern.Instruction]
    ) {
        guard let first = branches.first else { return }
        guard branches.count > 1 else { return first.emit(into: &program) }
        let split = program.count
        program.append(.accept)
        first.emit(into: &program)
        let jump = program.count
        program.append(.accept)
        program[split] = .split(split + 1, jump + 1)
        emit(branches.dropFirst(), into: &program)
        program[jump] = .jump(program.count)
    }

    /// What may follow the required repetitions: up to `extra` more, or any number for `nil`.
    private static func emitTail(
        _ node: MemberPatternNode, extra: Int?, into program: inout [MemberPattern.Instruction]
    ) {
        guard let extra else {
            let split = program.count
            program.append(.accept)
            node.emit(into: &program)
            program.append(.jump(split))
            program[split] = .split(split + 1, program.count)
            return
        }
        var splits: [Int] = []
        for _ in 0..<extra {
            splits.append(program.count)
            program.append(.accept)
            node.emit(into: &program)
        }
        for split in splits { program[split] = .split(split + 1, program.count) }
    }
}
