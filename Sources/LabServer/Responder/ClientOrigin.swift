import LabCore
import LabService
import LabWire

/// Where a request came from: what the connection knows, and what a client on this machine claims in its place.
///
/// The claims make network conditions in policies testable without a network: `X-Kmslab-Source-Ip`,
/// `X-Kmslab-Source-Vpce`, `X-Kmslab-Source-Vpc` and `X-Kmslab-Secure-Transport`. From any other address they are
/// ignored: there a policy that relies on addresses has to be able to rely on them.
enum ClientOrigin {
    static func origin(of request: WireRequest) -> RequestOrigin {
        let claims = Loopback.isLoopback(request.remoteAddress) ? request.headers : WireHeaders()
        return RequestOrigin(
            sourceIP: claims["x-kmslab-source-ip"] ?? request.remoteAddress,
            userAgent: request.headers["user-agent"] ?? "",
            isSecure: request.isSecure || claims["x-kmslab-secure-transport"] == "true",
            vpcEndpoint: claims["x-kmslab-source-vpce"], vpc: claims["x-kmslab-source-vpc"], host: request.host)
    }
}

/// Tells this machine from all others.
enum Loopback {
    /// Whether an address is of the loopback network.
    static func isLoopback(_ address: String) -> Bool {
        address.hasPrefix("127.") || address == "::1" || address.hasPrefix("::ffff:127.")
    }

    /// Whether a host names this machine whoever resolves it.
    static func isLoopbackHost(_ host: String) -> Bool {
        let isNumeric = host.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
        return host == "localhost" || host.hasSuffix(".localhost") || host == "[::1]" || isNumeric && isLoopback(host)
    }
}
