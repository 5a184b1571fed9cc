import LabCore

/// Takes note of all fields.
private struct FieldList: FieldRecorder {
    var fields: [(field: MessageField, range: Range<Int>)] = []

    mutating func record(_ field: MessageField, _ range: Range<Int>) {
        fields.append((field, range))
    }
}

/// The boxes for everything in front of the body.
struct HeaderExplanation {
    private(set) var parsed: ParsedHeader?
    private(set) var problem: MessageExplanation.Problem?
    private(set) var nodes: [MessageExplanation.Node] = []
    /// Up to where the header is understood.
    private(set) var length = 0

    private var bytes: [UInt8] = []
    private var fields: [(field: MessageField, range: Range<Int>)] = []

    init(of message: RandomAccessBytes, blob: MessageExplanation.BlobExplainer) {
        read(message)
        length = fields.last?.range.upperBound ?? 0
        nodes = boxes(blob)
    }

    /// Parses more and more of the message until it holds the header, or until more does not help.
    private mutating func read(_ message: RandomAccessBytes) {
        var window = 64 << 10
        while true {
            bytes = message.read(at: 0, window)
            var parser = HeaderParser(bytes, limits: .looking, recorder: FieldList())
            do throws(MessageError) {
                defer { fields = parser.recorder.fields }
                parsed = try parser.parse()
                return
            } catch {
                guard case .truncated = error, bytes.count == window, window < Limits.looking.maximumHeaderLength else {
                    problem = MessageExplanation.Problem(offset: fields.last?.range.upperBound ?? 0, error: error)
                    return
                }
                window *= 4
            }
        }
    }

    private func boxes(_ blob: MessageExplanation.BlobExplainer) -> [MessageExplanation.Node] {
        guard !fields.isEmpty else { return [] }
        let proof = fields.filter { $0.field == .headerIV || $0.field == .headerTag }
        let body = fields.filter { $0.field != .headerIV && $0.field != .headerTag }
        var boxes = [group("header", grouped(body, blob), "what readers need before they can decrypt, in the clear")]
        if !proof.isEmpty {
            boxes.append(group("header authentication", proof.map(leaf), "proves the header byte for byte"))
        }
        return boxes
    }

    /// Puts the context's fields and every data key's into boxes of their own.
    private func grouped(
        _ fields: [(field: MessageField, range: Range<Int>)], _ blob: MessageExplanation.BlobExplainer
    ) -> [MessageExplanation.Node] {
        var boxes: [MessageExplanation.Node] = []
        var rest = fields[...]
        while let first = rest.first {
            let run = rest.prefix { $0.field.box == first.field.box }
            rest = rest.dropFirst(first.field.box == nil ? 1 : run.count)
            switch first.field.box {
            case nil: boxes.append(leaf(first))
            case .context: boxes.append(contextBox(Array(run)))
            case .dataKey(let index): boxes.append(dataKeyBox(index, Array(run), blob))
            }
        }
        return boxes
    }

    private func contextBox(_ run: [(field: MessageField, range: Range<Int>)]) -> MessageExplanation.Node {
        group("encryption context", run.map(leaf), "bound to data key, header and content; never secret")
    }

    private func dataKeyBox(
        _ index: Int, _ run: [(field: MessageField, range: Range<Int>)], _ blob: MessageExplanation.BlobExplainer
    ) -> MessageExplanation.Node {
        let children = run.map { entry in
            guard case .dataKeyCiphertext = entry.field, let key = dataKey(run) else { return leaf(entry) }
            return leaf(entry, children: blob(key, entry.range.lowerBound + 2))
        }
        return group(
            "encrypted data key \(index + 1)", children, "the data key, wrapped: its owner can open the message")
    }

    /// The entry whose three fields are `run`; `nil` when not all of them could be read.
    private func dataKey(_ run: [(field: MessageField, range: Range<Int>)]) -> EncryptedDataKey? {
        guard run.count == 3 else { return nil }
        let parts = run.map { Array(bytes[$0.range.dropFirst(2)]) }
        return EncryptedDataKey(
            providerID: String(decoding: parts[0], as: UTF8.self), providerInfo: parts[1], ciphertext: parts[2])
    }

    private func group(
        _ label: String, _ children: [MessageExplanation.Node], _ meaning: String
    ) -> MessageExplanation.Node {
        let start = children.first?.offset ?? 0
        let end = children.last.map { $0.offset + $0.length } ?? start
        return MessageExplanation.Node(
            label: label, offset: start, length: end - start, meaning: meaning, children: children)
    }

    private func leaf(_ entry: (field: MessageField, range: Range<Int>)) -> MessageExplanation.Node {
        leaf(entry, children: [])
    }

    private func leaf(
        _ entry: (field: MessageField, range: Range<Int>), children: [MessageExplanation.Node]
    ) -> MessageExplanation.Node {
        let content = bytes[entry.range]
        return MessageExplanation.Node(
            label: entry.field.description, offset: entry.range.lowerBound, length: entry.range.count,
            bytes: Array(content.prefix(MessageExplanation.shownBytes)), value: entry.field.value(of: Array(content)),
            meaning: entry.field.meaning, children: children)
    }
}
