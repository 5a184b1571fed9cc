import LabCore

/// Events as comma-separated values: RFC 4180, with nothing in them that a spreadsheet would compute.
enum EventCSV {
    private static let columns: [(name: String, value: @Sendable (NumberedEvent) -> String)] = [
        ("number", { String($0.number) }), ("eventTime", { $0.text("eventTime") }), ("user", { $0.who }),
        ("via", { $0.via ?? "" }), ("eventSource", { $0.text("eventSource") }), ("eventName", { $0.text("eventName") }),
        ("resource", { $0.record["resources"]?.array?.first?["ARN"]?.string ?? "" }),
        ("readOnly", { $0.record["readOnly"]?.bool.map { $0 ? "true" : "false" } ?? "" }),
        ("errorCode", { $0.text("errorCode") }), ("errorMessage", { $0.text("errorMessage") }),
        ("sourceIPAddress", { $0.text("sourceIPAddress") }), ("userAgent", { $0.text("userAgent") }),
        ("accessKeyId", { $0.record["userIdentity"]?["accessKeyId"]?.string ?? "" }),
        ("awsRegion", { $0.text("awsRegion") }), ("recipientAccountId", { $0.text("recipientAccountId") }),
        ("requestID", { $0.text("requestID") }), ("eventID", { $0.text("eventID") }),
    ]

    /// The names of the columns.
    static let header = line(columns.map(\.name))

    static func row(_ event: NumberedEvent) -> String { line(columns.map { $0.value(event) }) }

    private static func line(_ cells: [String]) -> String { cells.map(cell).joined(separator: ",") + "\r\n" }

    private static func cell(_ text: String) -> String {
        let safe = isFormula(text) ? "'" + text : text
        guard safe.unicodeScalars.contains(where: { "\",\r\n".unicodeScalars.contains($0) }) else { return safe }
        return "\"\(safe.replacing("\"", with: "\"\""))\""
    }

    /// Whoever chooses a user agent or an object's name chooses what stands in a cell. Spreadsheets take these for the
    /// beginning of a formula, behind blanks too (OWASP, "CSV Injection"); the last four are the wide forms.
    private static func isFormula(_ text: String) -> Bool {
        if let first = text.unicodeScalars.first, "\t\r\n".unicodeScalars.contains(first) { return true }
        let start = text.unicodeScalars.drop { $0.properties.isWhitespace }.first
        return start.map { "=+-@\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars.contains($0) } ?? false
    }
}
