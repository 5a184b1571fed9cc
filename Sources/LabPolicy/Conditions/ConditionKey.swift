/// A condition key's name, folded once so that a decision only compares numbers and bytes.
struct ConditionKey: Hashable, Sendable {
    /// The name as written.
    let name: String
    /// The name in lower case: key names are compared without regard to case.
    let folded: String
    /// FNV-1a over the folded name: most comparisons end here.
    let hash: UInt64
    /// The key's source, when it follows from the request itself.
    let derived: DerivedKey?
    /// Whether AWS knows the key, as far as the lab can tell.
    let isKnown: Bool

    init(_ name: String) {
        self.name = name
        folded = name.lowercased()
        hash = folded.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        derived = DerivedKey(folded: folded)
        isKnown = ConditionKeyCatalog.knows(folded)
    }

    static func == (left: ConditionKey, right: ConditionKey) -> Bool {
        left.hash == right.hash && left.folded.hasSameBytes(as: right.folded)
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(hash)
    }
}
