/// The address of a program on this machine: `http://127.0.0.1:8080/hook`. The lab posts nowhere else.
public struct LoopbackURL: Sendable, Hashable {
    /// The host: `127.0.0.1`, `localhost` or `::1`.
    public let host: String
    /// The port.
    public let port: Int
    /// Path and query, from the slash on.
    public let target: String

    private static let hosts: Set<String> = ["127.0.0.1", "localhost", "[::1]"]

    /// Reads an address; `nil` for any other host, scheme or form.
    public init?(_ text: String) {
        let scheme = "http://"
        guard text.hasPrefix(scheme), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        let rest = text.dropFirst(scheme.count).prefix { $0 != "#" }
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let authority = rest[..<end]
        let hostEnd = authority.hasPrefix("[") ? authority.firstIndex(of: "]").map { authority.index(after: $0) } : nil
        let colon = authority[(hostEnd ?? authority.startIndex)...].firstIndex(of: ":") ?? authority.endIndex
        let port = colon == authority.endIndex ? 80 : Int(authority[authority.index(after: colon)...])
        guard Self.hosts.contains(String(authority[..<colon])), let port, (1...65_535).contains(port) else {
            return nil
        }
        host = String(authority[..<colon].filter { $0 != "[" && $0 != "]" })
        self.port = port
        target = rest[end...].hasPrefix("/") ? String(rest[end...]) : "/\(rest[end...])"
    }
}
