public import LabCore
public import LabService

/// The input of CreateAccountAlias and DeleteAccountAlias.
public struct AccountAliasInput: AuditedInput {
    /// The alias.
    public var alias: String

    /// An alias.
    public init(_ alias: String) {
        self.alias = alias
    }

    /// Reads the member.
    public init(_ members: MemberReader) {
        alias = members.requiredString("AccountAlias", IdentityLimits.accountAliasLength)
        // The model's pattern looks ahead, which our matcher does not; it forbids two hyphens in a row.
        if members.has("AccountAlias"), !Self.isWellFormed(alias) {
            members.reject(
                "AccountAlias", shown: alias,
                "Member must satisfy regular expression pattern: ^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$")
        }
    }

    /// The alias.
    public var parameters: JSONObject { ["accountAlias": .string(alias)] }

    private static func isWellFormed(_ alias: String) -> Bool {
        let isPlain = alias.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-")
        }
        return isPlain && !alias.hasPrefix("-") && !alias.hasSuffix("-") && !alias.contains("--")
    }
}

/// `CreateAccountAlias`: the account's alias. An account has one, so a new one takes the old one's place.
///
/// - SeeAlso: IAM API Reference, "CreateAccountAlias"
public enum CreateAccountAlias: AccountWideOperation, IAMMutation {
    /// An alias.
    public typealias Input = AccountAliasInput
    /// Nothing.
    public typealias Output = EmptyOutput
    /// `CreateAccountAlias`.
    public static let name = "CreateAccountAlias"

    /// No account may have the alias.
    public static func check(
        _ input: Input, on target: Void, in call: Call, state: IdentityState
    ) throws(ServiceError) {
        guard !state.accountAliases.all.contains(where: { $0.alias == input.alias }) else {
            throw IAMError.aliasExists(input.alias)
        }
    }

    /// Sets it.
    public static func apply(
        _ input: Input, on target: Void, prepared: Void, in call: Call, to state: inout IdentityState
    ) throws(ServiceError) -> EmptyOutput {
        state.accountAliases.put(AccountAliasRecord(account: call.account, alias: input.alias))
        return EmptyOutput()
    }
}

/// `DeleteAccountAlias`.
///
/// - SeeAlso: IAM API Reference, "DeleteAccountAlias"
public enum DeleteAccountAlias: AccountWideOperation, IAMMutation {
    /// An alias.
    public typealias Input = AccountAliasInput
    /// Nothing.
    public typealias Output = EmptyOutput
    /// `DeleteAccountAlias`.
    public static let name = "DeleteAccountAlias"

    /// The alias must be the account's.
    public static func check(
        _ input: Input, on target: Void, in call: Call, state: IdentityState
    ) throws(ServiceError) {
        guard state.accountAliases[AccountRowID(call.account)]?.alias == input.alias else {
            throw IAMError.noSuchEntity("The account alias with name \(input.alias) cannot be found.")
        }
    }

    /// Takes it away.
    public static func apply(
        _ input: Input, on target: Void, prepared: Void, in call: Call, to state: inout IdentityState
    ) throws(ServiceError) -> EmptyOutput {
        state.accountAliases[AccountRowID(call.account)] = nil
        return EmptyOutput()
    }
}

/// `ListAccountAliases`: the account's alias, if it has one.
///
/// - SeeAlso: IAM API Reference, "ListAccountAliases"
public enum ListAccountAliases: AccountWideOperation, IAMQuery {
    /// A page.
    public typealias Input = PageInput
    /// `ListAccountAliases`.
    public static let name = "ListAccountAliases"

    /// A page of at most one.
    public struct Output: JSONOutput {
        /// The page.
        public let page: Listing<String>
        /// The members.
        public var json: JSONObject { page.json("AccountAliases", JSONValue.string) }
    }

    /// Reads it.
    public static func perform(
        _ input: Input, on target: Void, in call: Call, state: IdentityState
    ) throws(ServiceError) -> Output {
        let aliases = [state.accountAliases[AccountRowID(call.account)]?.alias].compactMap(\.self)
        return Output(page: try Listing(aliases, input.page, key: \.self))
    }
}
