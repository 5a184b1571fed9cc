public import LabService

/// The input of an operation that uses a key.
public protocol CryptoInput: KeyInput {
    /// Whether only to say if it would succeed.
    var isDryRun: Bool { get }
}

/// An operation that uses a key: the key may be named in every way and belong to another account, and must be enabled.
public protocol CryptoOperation: KeyOperation where Input: CryptoInput {}

extension CryptoOperation {
    /// Also by alias.
    public static var takesAliases: Bool { true }
    /// Also keys of other accounts.
    public static var crossesAccounts: Bool { true }
    /// The key must be enabled.
    public static var stateRule: KeyStateRule { .use }
    /// A cryptographic operation, which CloudTrail counts as reading.
    public static var isReadOnly: Bool { true }
    /// Whether only to say if it would succeed.
    public static func isDryRun(_ input: Input) -> Bool { input.isDryRun }
}
