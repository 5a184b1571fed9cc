public import LabCore

/// Reads the parameters of the query protocol (`Action=…&Tags.member.1.Key=…`) into the tree that a JSON body would be.
///
/// Dots separate levels. A level of numbers under `member` (or bare, as flattened lists are written) becomes an array in
/// the order of its numbers, gaps closed; a level of numbers under `entry` becomes an object of its `key`s and `value`s
/// (in SNS also `Name`s and `Value`s).
/// All scalars stay strings: `MemberReader` reads them with its `query` dialect.
///
/// - SeeAlso: Smithy, "AWS query protocol"
public enum QueryForm {
    /// The most parameters of a request. AWS states no number; IAM's largest request has about two hundred.
    public static let mostParameters = 1024
    /// The most levels of one parameter.
    public static let mostLevels = 16

    /// Why a form is refused.
    public enum Failure: Error, Hashable, Sendable {
        /// Percent-encoding or UTF-8 is malformed.
        case malformedEncoding
        /// Two parameters say different things about one place, or a name is empty between its dots.
        case conflict(String)
        /// More parameters or levels than the limits allow.
        case tooLarge

        /// AWS's error: `MalformedQueryString`, status 404 ("Common errors" of IAM's API reference).
        public var serviceError: ServiceError {
            let text =
                switch self {
                case .malformedEncoding: "The query string contains a syntax error."
                case .conflict(let name): "The query string contains a syntax error at \(name)."
                case .tooLarge: "The query string contains too many parameters."
                }
            return ServiceError(ServiceError.Code("MalformedQueryString", 404), text)
        }
    }

    /// The tree of an `application/x-www-form-urlencoded` body.
    public static func parse(_ body: [UInt8]) throws(Failure) -> JSONObject {
        guard let text = String(validating: body, as: UTF8.self) else { throw .malformedEncoding }
        return try parse(WireQuery(text))
    }

    /// The tree of a request: its body's parameters for POST, its URL's for the presigned GET that STS takes.
    /// Parameters of the signature (`X-Amz-…`) are left out.
    public static func parse(_ request: WireRequest) throws(Failure) -> JSONObject {
        guard let body = request.bodyBytes, !body.isEmpty else { return try parse(request.query) }
        return try parse(body)
    }

    private static func parse(_ query: WireQuery) throws(Failure) -> JSONObject {
        guard query.parameters.count <= mostParameters else { throw .tooLarge }
        let decoded: [(name: String, value: String)]
        do { decoded = try query.decoded() } catch { throw .malformedEncoding }
        var root = QueryNode()
        for (name, value) in decoded where !name.hasPrefixIgnoringCase("X-Amz-") {
            let levels = name.split(separator: ".", omittingEmptySubsequences: false)
            guard levels.count <= mostLevels else { throw .tooLarge }
            guard !levels.contains(""), root.insert(value, at: levels[...]) else { throw .conflict(name) }
        }
        return JSONObject(root.children.map { ($0.name, $0.node.value) })
    }
}

/// A level of parameter names while the tree grows.
private struct QueryNode {
    private(set) var children: [(name: String, node: QueryNode)] = []
    private var index: [String: Int] = [:]
    private var text: String?

    /// `false` when the place is taken.
    mutating func insert(_ value: String, at levels: ArraySlice<Substring>) -> Bool {
        guard let level = levels.first else {
            guard text == nil, children.isEmpty else { return false }
            text = value
            return true
        }
        guard text == nil else { return false }
        let name = String(level)
        if let known = index[name] { return children[known].node.insert(value, at: levels.dropFirst()) }
        var child = QueryNode()
        guard child.insert(value, at: levels.dropFirst()) else { return false }
        index[name] = children.count
        children.append((name, child))
        return true
    }

    var value: JSONValue {
        if let text { return .string(text) }
        if let elements = numbered { return .array(elements.map(\.value)) }
        if children.count == 1, children[0].name == "member" { return children[0].node.listValue }
        if children.count == 1, children[0].name == "entry" { return children[0].node.mapValue }
        return .object(JSONObject(children.map { ($0.name, $0.node.value) }))
    }

    /// The children in the order of their numbers, when all are numbered.
    private var numbered: [QueryNode]? {
        let numbers = children.compactMap { Self.number($0.name) }
        guard !children.isEmpty, numbers.count == children.count else { return nil }
        return zip(numbers, children).sorted { $0.0 < $1.0 }.map(\.1.node)
    }

    private static func number(_ name: String) -> Int? {
        name.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(name) : nil
    }

    /// What `member` holds: a list, or the empty string that stands for an empty one.
    private var listValue: JSONValue {
        text.map { .string($0) } ?? value
    }

    private var mapValue: JSONValue {
        guard let entries = numbered else { return value }
        let pairs = entries.compactMap { entry -> (String, JSONValue)? in
            // SNS calls the two of its message attributes by capital names.
            guard let key = (entry.child("key") ?? entry.child("Name"))?.text,
                let value = entry.child("value") ?? entry.child("Value")
            else { return nil }
            return (key, value.value)
        }
        return pairs.count == entries.count ? .object(JSONObject(pairs)) : value
    }

    private func child(_ name: String) -> QueryNode? {
        index[name].map { children[$0].node }
    }
}
