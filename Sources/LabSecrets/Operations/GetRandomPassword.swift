public import LabCore
import LabPolicy
public import LabService

/// `GetRandomPassword`: a password that fits some rules; it is kept nowhere.
///
/// - SeeAlso: AWS Secrets Manager API Reference, "GetRandomPassword"
public enum GetRandomPassword: MemberOperation, Query {
    /// The part of the world that it reads.
    public typealias State = SecretsState
    /// `GetRandomPassword`.
    public static let name = "GetRandomPassword"
    /// Secrets Manager.
    public static let service = Service.secretsManager
    /// Reads.
    public static let isReadOnly = true

    /// The rules.
    public struct Input: MemberInput {
        let rules: PasswordRules

        /// Reads the members.
        public init(_ members: MemberReader) {
            var rules = PasswordRules()
            rules.length = members.integer("PasswordLength", 1...4096) ?? SecretsLimits.passwordLength
            rules.excludedCharacters = members.string("ExcludeCharacters", 0...4096) ?? ""
            rules.excludesNumbers = members.bool("ExcludeNumbers") ?? false
            rules.excludesPunctuation = members.bool("ExcludePunctuation") ?? false
            rules.excludesUppercase = members.bool("ExcludeUppercase") ?? false
            rules.excludesLowercase = members.bool("ExcludeLowercase") ?? false
            rules.includesSpace = members.bool("IncludeSpace") ?? false
            rules.requiresEachType = members.bool("RequireEachIncludedType") ?? true
            self.rules = rules
        }
    }

    /// The password.
    public struct Output: JSONOutput {
        /// The password.
        public let password: Sensitive<String>
        /// The members.
        public var json: JSONObject { ["RandomPassword": .string(password.exposed)] }
    }

    /// Nothing to find.
    public static func resolve(_ input: Input, in call: Call, on state: SecretsState) throws(ServiceError) {}

    /// The action on everything.
    public static func demands(
        _ input: Input, on target: Void, in call: Call, state: SecretsState
    ) -> [AccessDemand] {
        [AccessDemand(action: "secretsmanager:GetRandomPassword", resource: "*", rules: .identityOnly)]
    }

    /// Makes it.
    public static func perform(
        _ input: Input, on target: Void, in call: Call, state: SecretsState
    ) throws(ServiceError) -> Output {
        Output(password: Sensitive(try input.rules.makePassword(random: call.random)))
    }

    /// The length.
    public static func audit(_ input: Input, target: Void?, output: Output?, in call: Call) -> AuditDetail {
        AuditDetail(requestParameters: ["passwordLength": .integer(Int64(input.rules.length))])
    }
}
