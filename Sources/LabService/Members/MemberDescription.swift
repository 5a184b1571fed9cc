/// One declared member of an operation's input, as ``MemberReader/describe(_:)`` lists it.
///
/// A test compares these lists with botocore's service model, so that no operation can forget a member or a bound.
public struct MemberDescription: Hashable, Sendable {
    /// The type of a member, with its bounds.
    public indirect enum Kind: Hashable, Sendable {
        /// A string: its length in Unicode scalars, and AWS's pattern.
        case string(length: MemberRange, pattern: String?)
        /// A string that is one of these.
        case enumeration([String])
        /// A whole number.
        case integer(MemberRange)
        /// Any finite number.
        case number
        /// A Boolean.
        case bool
        /// Bytes: their count.
        case blob(length: MemberRange)
        /// A moment.
        case timestamp
        /// A list: its count, and the elements' type.
        case list(count: MemberRange, of: Kind)
        /// A map with string keys: its count, and the types of keys and values.
        case map(count: MemberRange, key: Kind, value: Kind)
        /// A structure and its members.
        case structure([MemberDescription])
        /// A JSON value that is taken as it comes.
        case document
    }

    /// AWS's name, such as `KeyId`.
    public let name: String
    /// The type, with its bounds.
    public let kind: Kind
    /// Whether the member has to be there.
    public let isRequired: Bool
    /// Whether error messages leave the value out.
    public let isSensitive: Bool
}

/// Where a describing run writes down what it meets.
final class MemberSheet {
    private(set) var members: [MemberDescription] = []

    func add(_ member: MemberDescription) {
        members.append(member)
    }
}
