/// An element of a parsed XML document. Names come without their namespace prefix: S3 takes documents with and without
/// the namespace.
public struct XMLElement: Sendable, Hashable {
    /// The local name.
    public let name: String
    /// The attributes by local name, in order; namespace declarations are left out.
    public let attributes: [(name: String, value: String)]
    /// The child elements, in order.
    public let children: [XMLElement]
    /// All character data directly inside, joined. White space is kept; see ``trimmedText``.
    public let text: String

    /// An element.
    public init(
        _ name: String, attributes: [(name: String, value: String)] = [], children: [XMLElement] = [],
        text: String = ""
    ) {
        self.name = name
        self.attributes = attributes
        self.children = children
        self.text = text
    }

    /// The first child `name`.
    public subscript(name: String) -> XMLElement? {
        children.first { $0.name.utf8.elementsEqual(name.utf8) }
    }

    /// All children `name`, in order.
    public func all(_ name: String) -> [XMLElement] {
        children.filter { $0.name.utf8.elementsEqual(name.utf8) }
    }

    /// The text without white space at both ends.
    public var trimmedText: String {
        let isSpace: (Unicode.Scalar) -> Bool = { $0 == " " || $0 == "\n" || $0 == "\r" || $0 == "\t" }
        let scalars = text.unicodeScalars.drop(while: isSpace)
        let end = scalars.lastIndex { !isSpace($0) }.map { scalars.index(after: $0) } ?? scalars.startIndex
        return String(scalars[..<end])
    }

    /// The first attribute `name`.
    public func attribute(_ name: String) -> String? {
        attributes.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }

    /// Equal when names, attributes, children and texts are.
    public static func == (left: XMLElement, right: XMLElement) -> Bool {
        left.name == right.name && left.text == right.text && left.children == right.children
            && left.attributes.elementsEqual(right.attributes) { $0.name == $1.name && $0.value == $1.value }
    }

    /// Hashes name, text and children.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(text)
        hasher.combine(children)
    }
}

/// Why a document is refused.
public struct XMLError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public let reason: String
    /// Where, in bytes from the start.
    public let offset: Int

    /// `reason at byte offset`.
    public var description: String { "\(reason) at byte \(offset)" }
}

/// What a document may cost.
public struct XMLLimits: Sendable, Hashable {
    /// The most bytes. S3's largest document is a DeleteObjects request of 1,000 keys of 1,024 bytes.
    public var bytes: Int
    /// The most levels of elements. S3's deepest request has 6.
    public var depth: Int
    /// The most bytes of an element's or attribute's name.
    public var nameBytes: Int
    /// The most attributes of an element.
    public var attributes: Int
    /// The most elements. CompleteMultipartUpload has 10,000 parts of up to 8 elements.
    public var elements: Int

    /// What fits every document of S3's API.
    public static let standard = XMLLimits(
        bytes: 4 << 20, depth: 24, nameBytes: 128, attributes: 16, elements: 100_000)

    /// Limits.
    public init(bytes: Int, depth: Int, nameBytes: Int, attributes: Int, elements: Int) {
        self.bytes = bytes
        self.depth = depth
        self.nameBytes = nameBytes
        self.attributes = attributes
        self.elements = elements
    }
}
