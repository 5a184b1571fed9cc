/// Where a server is: `http://127.0.0.1:4566`, or `https://…`.
public struct ServerEndpoint: Sendable, Hashable {
    /// Whether the server speaks TLS.
    public let isSecure: Bool
    /// The host, without brackets.
    public let host: String
    /// The port.
    public let port: Int

    /// Reads `http[s]://HOST[:PORT][/]`; `nil` for anything else. Without a port it is 80, or 443.
    public init?(_ url: String) {
        isSecure = url.hasPrefix("https://")
        guard isSecure || url.hasPrefix("http://") else { return nil }
        var rest = url.dropFirst(isSecure ? "https://".count : "http://".count)
        if rest.hasSuffix("/") { rest = rest.dropLast() }
        guard !rest.isEmpty, !rest.contains(where: { "/?#@ ".contains($0) }) else { return nil }
        let hostEnd = rest.hasPrefix("[") ? rest.firstIndex(of: "]").map { rest.index(after: $0) } : nil
        let split = rest[(hostEnd ?? rest.startIndex)...].firstIndex(of: ":") ?? rest.endIndex
        guard let port = split == rest.endIndex ? Self.usualPort(isSecure) : Int(rest[rest.index(after: split)...]),
            (1...65535).contains(port), split > rest.startIndex
        else { return nil }
        host = String(rest[..<split].filter { $0 != "[" && $0 != "]" })
        self.port = port
    }

    /// What stands in the `Host` field: the port only where it is not the scheme's own.
    public var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == Self.usualPort(isSecure) ? name : "\(name):\(port)"
    }

    private static func usualPort(_ isSecure: Bool) -> Int { isSecure ? 443 : 80 }
}
