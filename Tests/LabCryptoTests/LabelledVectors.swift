import LabCore

extension Vectors {
    /// The items of a file in RSA Laboratories' form: `# Label:` and hexadecimal lines below it. An item ends with the
    /// label `last`, and keeps what the labels above it said.
    static func readLabelled(_ path: String, endingWith last: String) throws -> [[String: [UInt8]]] {
        var items: [[String: [UInt8]]] = []
        var item: [String: [UInt8]] = [:]
        var label = ""
        var digits: [UInt8] = []
        for line in try contents(path).split(separator: UInt8(ascii: "\n")) + [Array("# end".utf8)[...]] {
            guard line.first == UInt8(ascii: "#") else {
                digits += line.filter { $0 > 0x20 }
                continue
            }
            if !digits.isEmpty {
                let text = String(decoding: digits, as: UTF8.self)
                item[label] = Hex.decode(digits.count.isMultiple(of: 2) ? text : "0" + text)
                if label == last { items.append(item) }
            }
            digits = []
            label =
                line.dropFirst(2).split(separator: UInt8(ascii: ":")).first.map { String(decoding: $0, as: UTF8.self) }
                ?? ""
        }
        return items
    }
}
