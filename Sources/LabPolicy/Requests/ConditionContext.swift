/// The request context: condition keys and their values, as policies see them.
///
/// An ordered multi-map. Names are compared without regard to case, also behind a colon or slash
/// (`kms:EncryptionContext:Team`, `aws:PrincipalTag/Team`); values are kept as they are. A key can be *absent* (no
/// entry), *empty* (an entry without values: a multivalued key whose set is empty) or have values.
///
/// Two names that differ only in case make the key ambiguous: no condition on it lets an `Allow` apply, and a `Deny`
/// that asks for it applies.
///
/// - SeeAlso: IAM User Guide, "Components of a request"; AWS KMS Developer Guide, "kms:EncryptionContext:context-key"
public struct ConditionContext: Hashable, Sendable {
    /// One key with its values.
    public struct Entry: Hashable, Sendable {
        /// The name as the request spelled it.
        public let name: String
        /// The values; empty for an empty set.
        public fileprivate(set) var values: [String]
        /// Whether another name that differs only in case was given too.
        public fileprivate(set) var isAmbiguous: Bool
        let key: ConditionKey
    }

    /// The entries, in the order in which they were set.
    public private(set) var entries: [Entry] = []

    /// A context without keys.
    public init() {}

    /// Sets `name` to `values`. The same name again replaces them; a name that differs in case alone makes the key
    /// ambiguous and adds its values.
    public mutating func set(_ name: String, _ values: [String]) {
        let key = ConditionKey(name)
        guard let index = index(of: key) else {
            return entries.append(Entry(name: name, values: values, isAmbiguous: false, key: key))
        }
        if entries[index].name.hasSameBytes(as: name) {
            entries[index].values = values
        } else {
            entries[index].isAmbiguous = true
            entries[index].values += values
        }
    }

    /// Sets `name`, in any spelling, to `values`; an ambiguous key is ambiguous no longer.
    public mutating func replace(_ name: String, _ values: [String]) {
        let key = ConditionKey(name)
        let entry = Entry(name: name, values: values, isAmbiguous: false, key: key)
        guard let index = index(of: key) else { return entries.append(entry) }
        entries[index] = entry
    }

    /// Sets `name` to one value; leaves the context alone when there is none.
    public mutating func set(_ name: String, _ value: String?) {
        if let value { set(name, [value]) }
    }

    /// Sets `name` to `true` or `false`; leaves the context alone when there is no value.
    public mutating func set(_ name: String, _ value: Bool?) {
        if let value { set(name, [value ? "true" : "false"]) }
    }

    /// The values of `name`; `nil` when the key is absent.
    public subscript(name: String) -> [String]? { found(ConditionKey(name))?.values }

    /// The values of a key and whether it is ambiguous; `nil` when it is absent.
    func found(_ key: ConditionKey) -> (values: [String], isAmbiguous: Bool)? {
        index(of: key).map { (entries[$0].values, entries[$0].isAmbiguous) }
    }

    private func index(of key: ConditionKey) -> Int? {
        entries.firstIndex { $0.key == key }
    }
}

extension ConditionContext: ExpressibleByDictionaryLiteral {
    /// A context with these keys and values, in this order.
    public init(dictionaryLiteral elements: (String, [String])...) {
        for (name, values) in elements { set(name, values) }
    }
}
