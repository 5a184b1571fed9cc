/// A message's header fields in the order of the wire, looked up without regard to case.
///
/// Names and values are kept as they were received: a signature covers the values byte by byte.
public struct WireHeaders: Sendable, Hashable {
    /// One field.
    public struct Field: Sendable, Hashable {
        /// The name as received.
        public let name: String
        /// The value as received.
        public let value: String

        /// A field.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// All fields, in order.
    public private(set) var fields: [Field]

    /// No fields.
    public init() {
        fields = []
    }

    /// These fields, in order.
    public init(_ fields: some Sequence<(String, String)>) {
        self.fields = fields.map { Field($0.0, $0.1) }
    }

    /// The first value of `name`. Setting replaces every field of the name by one, `nil` removes them.
    public subscript(name: String) -> String? {
        get { fields.first { $0.name.equalsIgnoringCase(name) }?.value }
        set {
            fields.removeAll { $0.name.equalsIgnoringCase(name) }
            if let newValue { fields.append(Field(name, newValue)) }
        }
    }

    /// All values of `name`, in order.
    public func values(_ name: String) -> [String] {
        fields.filter { $0.name.equalsIgnoringCase(name) }.map(\.value)
    }

    /// How many fields have this name.
    public func count(_ name: String) -> Int {
        fields.count { $0.name.equalsIgnoringCase(name) }
    }

    /// All values of `name` joined by commas, as RFC 9110 (5.2) combines them; `nil` when there is none.
    public func combined(_ name: String) -> String? {
        let values = values(name)
        return values.isEmpty ? nil : values.joined(separator: ",")
    }

    /// Whether a field of this name is there.
    public func contains(_ name: String) -> Bool {
        fields.contains { $0.name.equalsIgnoringCase(name) }
    }

    /// Appends a field, also beside others of its name.
    public mutating func append(_ name: String, _ value: String) {
        fields.append(Field(name, value))
    }
}

extension WireHeaders: ExpressibleByDictionaryLiteral {
    /// These fields, in order.
    public init(dictionaryLiteral elements: (String, String)...) {
        self.init(elements)
    }
}
