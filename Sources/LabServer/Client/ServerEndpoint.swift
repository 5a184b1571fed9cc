/// Where a server is: `http://127.0.0.1:4566`.
public struct ServerEndpoint: Sendable, Hashable {
    /// The host, without brackets.
    public let host: String
    /// The port.
    public let port: Int

    /// Reads `http://HOST[:PORT][/]`; `nil` for anything else. Without a port it is 80.
    public init?(_ url: String) {
        guard url.hasPrefix("http://") else { return nil }
        var rest = url.dropFirst("http://".count)
        if rest.hasSuffix("/") { rest = rest.dropLast() }
        guard !rest.isEmpty, !rest.contains(where: { "/?#@ ".contains($0) }) else { return nil }
        let hostEnd = rest.hasPrefix("[") ? rest.firstIndex(of: "]").map { rest.index(after: $0) } : nil
        let split = rest[(hostEnd ?? rest.startIndex)...].firstIndex(of: ":") ?? rest.endIndex
        guard let port = split == rest.endIndex ? 80 : Int(rest[rest.index(after: split)...]),
            (1...65535).contains(port), split > rest.startIndex
        else { return nil }
        host = String(rest[..<split].filter { $0 != "[" && $0 != "]" })
        self.port = port
    }

    /// What stands in the `Host` field: the port only where it is not 80.
    public var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == 80 ? name : "\(name):\(port)"
    }
}
