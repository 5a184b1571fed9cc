import LabCore

/// A version as it lies at rest, for people.
struct StoredObjectText {
    private let stored: JSONObject

    private static let rows = 4
    private static let rowLength = 16

    init(_ stored: JSONObject) {
        self.stored = stored
    }

    var box: Box {
        var box = Box("lab.sqlite: rows", remark: "names and metadata are not encrypted")
        box.add("table", stored["table"]?.string ?? "")
        box.add("object", TextLine.safe("\(stored["bucket"]?.string ?? "")/\(stored["key"]?.string ?? "")"))
        box.add("version", stored["versionId"]?.string ?? "")
        for member in stored["inTheClear"]?.object?.members ?? [] {
            box.add(TextLine.safe(member.name), TextLine.safe(member.value.string ?? ""))
        }
        box.add(keyBox)
        for piece in stored["pieces"]?.array ?? [] { box.add(Self.box(piece)) }
        return box
    }

    private var keyBox: Box {
        let encryption = stored["encryption"]
        var box = Box("data key", remark: encryption?["mode"]?.string ?? "")
        box.add("under", encryption?["under"]?.string ?? "")
        for (name, member) in [
            ("wrapped", "wrappedDataKey"), ("bucket key", "wrappedBucketKey"), ("2nd layer", "innerWrappedDataKey"),
            ("salt", "salt"), ("code", "code"),
        ] {
            guard let bytes = encryption?[member]?.string.flatMap({ Hex.decode($0) }) else { continue }
            box.add(name, HexText.front(bytes))
        }
        for pair in encryption?["encryptionContext"]?.object?.members ?? [] {
            box.add("context", "\(pair.name) = \(pair.value.string ?? "")")
        }
        return box
    }

    private static func box(_ piece: JSONValue) -> Box {
        let place = piece["inRecord"]?.bool == true ? "in the record" : "a file of its own"
        let number = piece["number"]?.integer ?? 0
        var box = Box(number == 0 ? "body" : "part \(number)", remark: place)
        let sealed = ByteCount.text(Int(piece["sealedBytes"]?.integer ?? 0))
        box.add("size", "\(ByteCount.text(Int(piece["plaintextBytes"]?.integer ?? 0))), sealed \(sealed)")
        let bytes = Hex.decode(piece["bytes"]?.string ?? "") ?? []
        for start in stride(from: 0, to: min(bytes.count, rows * rowLength), by: rowLength) {
            let row = Array(bytes[start..<min(start + rowLength, bytes.count)])
            box.add(start == 0 ? "bytes" : "", "\(HexText.front(row)) \(printable(row))")
        }
        return box
    }

    /// What of the bytes is ASCII: nothing that says anything.
    private static func printable(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.map { (0x21...0x7E).contains($0) ? $0 : UInt8(ascii: ".") }, as: UTF8.self)
    }
}
