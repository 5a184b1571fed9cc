public import LabCore
public import LabService

/// `DescribeKey`: a key's metadata.
///
/// - SeeAlso: AWS KMS API Reference, "DescribeKey"
public enum DescribeKey: KeyQuery {
    /// `DescribeKey`.
    public static let name = "DescribeKey"
    /// Also by alias.
    public static let takesAliases = true
    /// Also keys of other accounts.
    public static let crossesAccounts = true
    /// In every state.
    public static let stateRule = KeyStateRule.always

    /// Which key.
    public struct Input: KeyInput {
        /// The key.
        public var keyID: String
        /// Grants that may not have spread yet.
        public var grantTokens: [String]

        /// Which key.
        public init(keyID: String) {
            self.keyID = keyID
            grantTokens = []
        }

        /// Reads the members.
        public init(_ members: MemberReader) {
            keyID = members.keyID()
            grantTokens = members.grantTokens()
        }
    }

    /// The metadata.
    public struct Output: JSONOutput {
        /// The key's metadata.
        public let metadata: KeyMetadata

        /// The members.
        public var json: JSONObject { ["KeyMetadata": .object(metadata.json)] }
    }

    /// Reads it.
    public static func perform(
        _ input: Input, on target: KeyTarget, in call: Call, state: KMSState
    ) throws(ServiceError) -> Output {
        Output(metadata: KeyMetadata(target.key))
    }
}
