import ArgumentParser
import LabCore

/// `kmslab show`
struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Open an event: what was asked, who decided how, and what it touched.",
        discussion: """
            An event is named by its number (evt-412, or 412), its id, the beginning of its id, or `last`. A refusal is \
            asked about again, as `kmslab why` does. A key is shown with the generation of its material that was used, \
            an object with its envelope, both as they lie there now.
            """)

    @Argument(help: "The event.")
    var event = "last"

    @OptionGroup var lab: LabOptions

    func run() async throws {
        let input: JSONObject = ["event": .string(event)]
        let answer = try await lab.withLab { try await $0.door("show", input) }
        if lab.json { return print(JSONValue.object(answer).prettyText) }
        for line in EventCard(answer).box.lines() { print(line) }
        guard answer["decisions"]?.array?.isEmpty == false else { return }
        print("")
        for line in WhyText(answer).lines { print(line) }
    }
}

/// An event for people: everything that its record says, and what it touched.
struct EventCard {
    private let answer: JSONObject
    private let event: NumberedEvent

    init(_ answer: JSONObject) {
        self.answer = answer
        event = NumberedEvent(number: answer["number"]?.integer ?? 0, record: answer["event"] ?? .null)
    }

    var box: Box {
        var box = Box("\(event.name)  \(event.text("eventName"))", remark: event.error ?? "ok")
        let kind = event.record["readOnly"]?.bool == true ? "reads" : "changes"
        box.add("time", event.text("eventTime"))
        box.add("who", event.who + (event.via.map { "   via \($0), which asked for them" } ?? ""))
        if let arn = event.record["userIdentity"]?["arn"]?.string { box.add("", arn) }
        box.add("from", TextLine.safe("\(event.text("sourceIPAddress"))   \(event.text("userAgent"))"))
        box.add("what", "\(event.text("eventSource"))   \(event.text("eventCategory")), \(kind)")
        box.add("event id", event.text("eventID"))
        if let message = event.record["errorMessage"]?.string { Self.add("said", message, to: &box) }
        add("asked", "requestParameters", to: &box)
        add("answered", "responseElements", to: &box)
        add("beside", "additionalEventData", to: &box)
        add("details", "serviceEventDetails", to: &box)
        if let key = answer["touched"]?["key"] { box.add(TouchedText.box(key: key)) }
        if let object = answer["touched"]?["object"] { box.add(TouchedText.box(object: object)) }
        return box
    }

    /// The members of an object in the record, those inside as JSON.
    private func add(_ title: String, _ member: String, to box: inout Box) {
        for (index, (name, value)) in (event.record[member]?.object?.members ?? []).enumerated() {
            let text = value.string ?? value.compactText
            box.add(index == 0 ? title : "", TextLine.safe("\(name) = \(text)"))
        }
    }

    /// A text over as many lines as it takes.
    private static func add(_ title: String, _ text: String, to box: inout Box) {
        for (index, line) in TextLine.safe(text).wrapped(to: Box.width - 15).enumerated() {
            box.add(index == 0 ? title : "", line)
        }
    }
}

/// What an event touched, for people.
enum TouchedText {
    static func box(key: JSONValue) -> Box {
        let arn = key["arn"]?.string ?? ""
        guard key["gone"]?.bool != true else {
            var box = Box("the key", remark: "gone: it was deleted, and nothing under it opens any more")
            box.add("arn", arn)
            return box
        }
        var box = Box("the key, now", remark: key["state"]?.string ?? "")
        box.add("name", "\(key["alias"]?.string ?? "(no alias)")   \(ARN(arn)?.resource ?? arn)")
        if let material = key["material"] { box.add("material", text(material)) }
        if let date = key["deletionDate"]?.string { box.add("deletion", date) }
        return box
    }

    static func box(object: JSONValue) -> Box {
        let name = TextLine.safe("\(object["bucket"]?.string ?? "")/\(object["key"]?.string ?? "")")
        if let code = object["gone"]?.string {
            var box = Box("the object", remark: "not there now: \(code)")
            box.add("object", name)
            return box
        }
        var box = Box("the object, now", remark: object["isLater"]?.bool == true ? "written again since" : "")
        box.add("object", name)
        box.add("version", object["versionId"]?.string ?? "")
        box.add("size", ByteCount.text(object["size"]?.integer ?? 0))
        box.add(envelope(object))
        return box
    }

    private static func envelope(_ object: JSONValue) -> Box {
        let encryption = object["encryption"]
        var box = Box("envelope", remark: encryption?["mode"]?.string ?? "")
        box.add("under", encryption?["under"]?.string ?? "")
        if let material = object["material"] { box.add("material", text(material)) }
        for (name, member) in [("wrapped", "wrappedDataKey"), ("bucket key", "wrappedBucketKey")] {
            guard let bytes = encryption?[member]?.string.flatMap({ Hex.decode($0) }) else { continue }
            box.add(name, "\(HexText.front(bytes, 12))   \(ByteCount.text(bytes.count))")
        }
        for pair in encryption?["encryptionContext"]?.object?.members ?? [] {
            box.add("context", TextLine.safe("\(pair.name) = \(pair.value.string ?? "")"))
        }
        guard let piece = object["pieces"]?.array?.first else { return box }
        let bytes = Hex.decode(piece["bytes"]?.string ?? "") ?? []
        box.add("body", "\(HexText.front(bytes, 12))   \(ByteCount.text(piece["sealedBytes"]?.integer ?? 0))")
        return box
    }

    private static func text(_ material: JSONValue) -> String {
        let state = material["present"]?.bool == true ? material["state"]?.string ?? "" : "gone"
        let place = "#\(material["number"]?.integer ?? 0) of \(material["of"]?.integer ?? 0)"
        return "\(place)   \(HexText.short(material["id"]?.string ?? ""))   \(state)"
    }
}
