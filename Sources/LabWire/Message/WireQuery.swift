/// A request's query: its parameters in order, still encoded.
///
/// Sub-resources are decided by a key's presence, with or without `=` (`?acl`, `?acl=`), so both are one parameter with
/// an empty value. Decoding happens at look-up and is strict.
public struct WireQuery: Sendable, Hashable {
    /// One parameter, encoded as received.
    public struct Parameter: Sendable, Hashable {
        /// The name, encoded.
        public let rawName: String
        /// The value, encoded; empty when there is no `=`.
        public let rawValue: String
    }

    /// The query exactly as received, without the `?`.
    public let raw: String
    /// All parameters, in order. Empty pieces (`&&`) are none.
    public let parameters: [Parameter]

    /// Takes a query apart.
    public init(_ raw: String) {
        self.raw = raw
        parameters = raw.utf8.split(separator: UInt8(ascii: "&")).map { piece in
            let parts = piece.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            return Parameter(
                rawName: String(Substring(parts[0])), rawValue: parts.count > 1 ? String(Substring(parts[1])) : "")
        }
    }

    /// Whether there are no parameters.
    public var isEmpty: Bool { parameters.isEmpty }

    /// The decoded value of the first parameter `name`; names are compared decoded, byte by byte.
    ///
    /// - Throws: ``PercentEncoding/Flaw`` when its value cannot be decoded. Names that cannot be are no match; see
    ///   ``decoded()``.
    public func value(_ name: String) throws(PercentEncoding.Flaw) -> String? {
        guard let parameter = first(name) else { return nil }
        return try PercentEncoding.decode(parameter.rawValue, plusIsSpace: true)
    }

    /// Whether a parameter `name` is there, whatever its value.
    public func contains(_ name: String) -> Bool {
        first(name) != nil
    }

    /// How many parameters have this name: what decides more than once should be there once.
    public func count(_ name: String) -> Int {
        parameters.count { Self.matches($0, name) }
    }

    /// All parameters decoded, in order.
    ///
    /// - Throws: ``PercentEncoding/Flaw`` when any name or value cannot be decoded.
    public func decoded() throws(PercentEncoding.Flaw) -> [(name: String, value: String)] {
        var result: [(name: String, value: String)] = []
        for parameter in parameters {
            let name = try PercentEncoding.decode(parameter.rawName, plusIsSpace: true)
            result.append((name, try PercentEncoding.decode(parameter.rawValue, plusIsSpace: true)))
        }
        return result
    }

    private func first(_ name: String) -> Parameter? {
        parameters.first { Self.matches($0, name) }
    }

    private static func matches(_ parameter: Parameter, _ name: String) -> Bool {
        if parameter.rawName.utf8.elementsEqual(name.utf8) { return true }
        guard parameter.rawName.utf8.contains(UInt8(ascii: "%")) else { return false }
        let decoded = try? PercentEncoding.decodeBytes(parameter.rawName, plusIsSpace: true)
        return decoded?.elementsEqual(name.utf8) ?? false
    }
}
