import LabClient
import LabCore

/// Draws an encrypted file as boxes in boxes.
struct MessageDrawing {
    let file: String
    let explanation: FileExplanation
    let keys: [String: KeyNow]
    let isLong: Bool

    func printAll() {
        for line in lines { print(line) }
    }

    private var name: String { file.split(separator: "/").last.map { String($0) } ?? file }

    private var lines: [String] {
        var box = Box(name, remark: "\(ByteCount.grouped(explanation.size)) bytes")
        for node in explanation.nodes { draw(node, in: &box) }
        let overhead = explanation.size - explanation.plaintextSize
        let sizes =
            "\(ByteCount.text(explanation.plaintextSize)) of plaintext, \(ByteCount.text(overhead)) of envelope"
        return [explanation.kind, sizes, ""] + box.lines() + [""] + problemLines + keyLines + explanation.remarks
    }

    private func draw(_ node: MessageExplanation.Node, in box: inout Box) {
        guard node.children.isEmpty else {
            var inner = Box("\(Self.offset(node.offset)) \(node.label)", remark: node.meaning)
            if let value = node.value { inner.add(value) }
            for child in node.children { draw(child, in: &inner) }
            return box.add(inner)
        }
        box.add("\(Self.offset(node.offset)) \(label(of: node).cut(to: 22).padded(to: 22)) \(text(of: node))")
        if isLong { for line in wrapped(node.meaning) { box.add(String(repeating: " ", count: 9) + Style.dim(line)) } }
    }

    /// The label without what the box around it says already.
    private func label(of node: MessageExplanation.Node) -> String {
        node.label.replacing(#/ of data key \d+$/#, with: "").replacing(
            "number of encrypted data keys", with: "data keys"
        )
        .replacing("number of context pairs", with: "context pairs")
    }

    /// What the bytes say, or else the bytes.
    private func text(of node: MessageExplanation.Node) -> String {
        guard let value = node.value else { return HexText.front(node.bytes, 10) }
        switch node.label {
        case "material": return place(ofMaterial: value)
        default: return ARN(value).map { $0.resource } ?? value
        }
    }

    private func place(ofMaterial id: String) -> String {
        let places = keys.values.compactMap { $0.place(of: id) }
        return "\(HexText.short(id))..  \(places.first ?? "unknown here")"
    }

    private func wrapped(_ text: String) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, last.count + word.count < 44 {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }

    private static func offset(_ offset: Int) -> String {
        let digits = String(offset, radix: 16)
        return String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }

    private var problemLines: [String] {
        explanation.problem.map { [Style.red("damaged: \($0)"), ""] } ?? []
    }

    /// Who can open it now: what the lab knows about the keys.
    private var keyLines: [String] {
        explanation.keys.map { arn in
            guard let key = keys[arn] else { return "opens with \(arn): not a key of this lab" }
            let name = key.aliases.first ?? arn
            switch key.state {
            case "Enabled": return "opens now with kms:Decrypt on \(name), which is \(KeyText.state(key.state))"
            default: return "nobody can open it now: \(name) is \(KeyText.state(key.state))"
            }
        }
    }
}
