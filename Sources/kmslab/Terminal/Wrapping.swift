extension String {
    /// The text in lines of at most `width` columns: broken at spaces, and between wide characters, of which none that
    /// closes something begins a line. Line breaks stay.
    func wrapped(to width: Int, indent: String = "") -> [String] {
        split(separator: "\n", omittingEmptySubsequences: false).flatMap { line -> [String] in
            var wrapping = Wrapping(width: width - indent.columns)
            for piece in Wrapping.pieces(of: line) { wrapping.add(piece) }
            return wrapping.finish().map { indent + $0 }
        }
    }
}

/// Fills lines with pieces.
private struct Wrapping {
    let width: Int
    private var lines: [String] = []
    private var line = ""

    init(width: Int) {
        self.width = width
    }

    mutating func add(_ piece: String) {
        if line.columns + piece.columns > width, !line.isEmpty {
            lines.append(Self.withoutEnd(line))
            line = ""
            if piece.allSatisfy({ $0 == " " }) { return }
        }
        line += piece
    }

    mutating func finish() -> [String] {
        lines.append(Self.withoutEnd(line))
        return lines
    }

    private static func withoutEnd(_ line: String) -> String {
        var line = line
        while line.last == " " { line.removeLast() }
        return line
    }

    private static let closing: Set<Character> = ["。", "、", "）", "」", "』", "！", "？", "ー", "・", "，", "．", "：", "；"]

    /// Words, runs of spaces, and wide characters one by one; what closes something stays with what it closes.
    static func pieces(of line: Substring) -> [String] {
        var pieces: [String] = []
        for character in line {
            let isJoined = pieces.last.map { joins($0, character) } ?? false
            if isJoined { pieces[pieces.count - 1].append(character) } else { pieces.append(String(character)) }
        }
        return pieces
    }

    private static func joins(_ piece: String, _ character: Character) -> Bool {
        guard let last = piece.last else { return false }
        if closing.contains(character) { return last != " " }
        if character == " " || last == " " { return character == " " && last == " " }
        return String(last).columns == 1 && String(character).columns == 1
    }
}
