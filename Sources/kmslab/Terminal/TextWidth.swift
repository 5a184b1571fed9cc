extension String {
    /// How many columns a terminal shows: two for wide East Asian characters, none for escape sequences.
    var columns: Int {
        var columns = 0
        var isInEscape = false
        for character in self {
            if character == "\u{1B}" {
                isInEscape = true
            } else if isInEscape {
                isInEscape = !character.isLetter
            } else {
                columns += character.isWide ? 2 : 1
            }
        }
        return columns
    }

    /// Filled up with spaces to `width` columns.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - columns))
    }

    /// Broken at blanks into lines of at most `width` columns; a word that is longer is cut where the line ends.
    func wrapped(to width: Int) -> [String] {
        var lines = [""]
        for word in split(separator: " ", omittingEmptySubsequences: false).map(String.init) {
            let isFirst = lines[lines.count - 1].isEmpty
            if lines[lines.count - 1].columns + word.columns + (isFirst ? 0 : 1) <= width {
                lines[lines.count - 1] += isFirst ? word : " \(word)"
                continue
            }
            if !isFirst { lines.append("") }
            for character in word {
                if lines[lines.count - 1].columns >= width - 1 { lines.append("") }
                lines[lines.count - 1].append(character)
            }
        }
        return lines
    }

    /// Cut to at most `width` columns, with `..` at the end of what was cut.
    func cut(to width: Int) -> String {
        guard columns > width else { return self }
        var result = ""
        var used = 0
        for character in self {
            used += character.isWide ? 2 : 1
            guard used <= width - 2 else { break }
            result.append(character)
        }
        return result + ".."
    }
}

extension Character {
    /// Whether a terminal gives it two columns (Unicode Standard Annex 11, the blocks that matter).
    fileprivate var isWide: Bool {
        guard let scalar = unicodeScalars.first else { return false }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF,
            0x20000...0x3FFFD:
            return true
        default: return false
        }
    }
}
