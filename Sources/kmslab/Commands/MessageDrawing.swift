import LabClient
import LabCore

/// Draws an encrypted file as boxes in boxes.
struct MessageDrawing {
    let file: String
    let explanation: FileExplanation
    let keys: [String: KeyNow]

    func printAll() {
        for line in lines { print(line) }
    }

    private var lines: [String] {
        var box = Box(file, remark: "\(ByteCount.grouped(explanation.size)) bytes")
        for node in explanation.nodes { draw(node, in: &box) }
        let overhead = explanation.size - explanation.plaintextSize
        let sizes =
            "\(ByteCount.text(explanation.plaintextSize)) of plaintext, \(ByteCount.text(overhead)) of envelope"
        return [explanation.kind, sizes, ""] + box.lines() + [""] + problemLines + keyLines
    }

    private func draw(_ node: MessageExplanation.Node, in box: inout Box) {
        guard node.children.isEmpty else {
            var inner = Box("\(Self.offset(node.offset)) \(node.label)", remark: node.meaning)
            if let value = node.value { inner.add(value) }
            for child in node.children { draw(child, in: &inner) }
            return box.add(inner)
        }
        box.add("\(Self.offset(node.offset)) \(node.label.cut(to: 18).padded(to: 18)) \(front(of: node))")
        if let remark = remark(on: node) { box.add(String(repeating: " ", count: 26) + Style.dim(remark)) }
    }

    /// The value if there is one that fits, otherwise the bytes.
    private func front(of node: MessageExplanation.Node) -> String {
        if let value = node.value, node.label != "material" { return value }
        return HexText.front(node.bytes, 12)
    }

    private func remark(on node: MessageExplanation.Node) -> String? {
        guard node.label == "material", let id = node.value else { return node.meaning }
        let places = keys.values.map { $0.place(of: id) }
        return places.first { !$0.hasPrefix("not") } ?? places.first ?? node.meaning
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
