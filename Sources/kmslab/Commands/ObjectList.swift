import ArgumentParser
import LabCore
import LabWire

/// `kmslab object ls`
struct ObjectList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls", abstract: "List a bucket's objects.",
        discussion: "Keys in the order of their bytes. Without --all what lies below a slash is one line.")

    @Argument(help: "BUCKET, or BUCKET/PREFIX.")
    var path: String

    @Flag(name: .shortAndLong, help: "Everything, also what lies below a slash.")
    var all = false

    @OptionGroup var lab: LabOptions

    func run() async throws {
        try await failing(perform)
    }

    private func perform() async throws {
        let path = ObjectPath(path)
        let query: [(name: String, value: String?)] = [("list-type", "2")] + (all ? [] : [("delimiter", "/")])
        let entries = try await lab.withLab { connection in
            var entries: [JSONObject] = []
            try await Listing.pages(path, query, next: ["continuation-token": "NextContinuationToken"], connection) {
                entries += $0.all("CommonPrefixes").map { ["Prefix": .string(Listing.name($0["Prefix"]))] }
                entries += $0.all("Contents").map(Self.entry)
            }
            return entries
        }
        if lab.json { return print(JSONValue.array(entries.map(JSONValue.object)).prettyText) }
        var table = TextTable("KEY", "SIZE", "WRITTEN", "ETAG")
        for entry in entries { Self.add(entry, to: &table) }
        table.isEmpty ? StandardError.write("kmslab: nothing there") : table.printAll()
    }

    private static func entry(_ element: XMLElement) -> JSONObject {
        [
            "Key": .string(Listing.name(element["Key"])),
            "Size": .integer(element["Size"].flatMap { Int64($0.trimmedText) } ?? 0),
            "LastModified": .string(element["LastModified"]?.trimmedText ?? ""),
            "ETag": .string(element["ETag"]?.trimmedText ?? ""),
        ]
    }

    private static func add(_ entry: JSONObject, to table: inout TextTable) {
        if let prefix = entry["Prefix"]?.string { return table.add(TextLine.safe(prefix), "", "", "") }
        table.add(
            TextLine.safe(entry["Key"]?.string ?? ""), ByteCount.text(Int(entry["Size"]?.integer ?? 0)),
            ObjectText.date(entry["LastModified"]?.string), entry["ETag"]?.string ?? "")
    }
}

/// Names on a line of a terminal.
enum TextLine {
    /// The name with its control characters written out: a key may hold anything, and a terminal obeys some of it.
    static func safe(_ name: String) -> String {
        var text = ""
        for scalar in name.unicodeScalars {
            let isControl =
                scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
            if isControl {
                text += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}

/// `kmslab object versions`
struct ObjectVersions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "versions", abstract: "List the versions and delete markers of objects, newest first.")

    @Argument(help: "BUCKET, or BUCKET/PREFIX.")
    var path: String

    @OptionGroup var lab: LabOptions

    func run() async throws {
        try await failing(perform)
    }

    private func perform() async throws {
        let path = ObjectPath(path)
        let entries = try await lab.withLab { connection in
            var entries: [JSONObject] = []
            try await Listing.pages(
                path, [("versions", nil)],
                next: ["key-marker": "NextKeyMarker", "version-id-marker": "NextVersionIdMarker"], connection
            ) { page in
                entries += page.children.filter { $0.name == "Version" || $0.name == "DeleteMarker" }.map(Self.entry)
            }
            return entries
        }
        if lab.json { return print(JSONValue.array(entries.map(JSONValue.object)).prettyText) }
        var table = TextTable("KEY", "VERSION", "", "SIZE", "WRITTEN")
        for entry in entries { Self.add(entry, to: &table) }
        table.isEmpty ? StandardError.write("kmslab: nothing there") : table.printAll()
    }

    private static func entry(_ element: XMLElement) -> JSONObject {
        var entry: JSONObject = [
            "Key": .string(Listing.name(element["Key"])),
            "VersionId": .string(element["VersionId"]?.trimmedText ?? ""),
            "IsLatest": .bool(element["IsLatest"]?.trimmedText == "true"),
            "IsDeleteMarker": .bool(element.name == "DeleteMarker"),
            "LastModified": .string(element["LastModified"]?.trimmedText ?? ""),
        ]
        entry["Size"] = element["Size"].flatMap { Int64($0.trimmedText) }.map(JSONValue.integer)
        entry["ETag"] = element["ETag"].map { .string($0.trimmedText) }
        return entry
    }

    private static func add(_ entry: JSONObject, to table: inout TextTable) {
        let isMarker = entry["IsDeleteMarker"]?.bool == true
        let words = [entry["IsLatest"]?.bool == true ? "latest" : "", isMarker ? "delete marker" : ""]
        table.add(
            TextLine.safe(entry["Key"]?.string ?? ""), entry["VersionId"]?.string ?? "",
            words.filter { !$0.isEmpty }.joined(separator: ", "),
            entry["Size"]?.integer.map { ByteCount.text(Int($0)) } ?? "-",
            ObjectText.date(entry["LastModified"]?.string))
    }
}
