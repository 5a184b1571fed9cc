public import LabCore
import LabPolicy
public import LabService

/// `ListSecrets`: the secrets of the account in the Region.
///
/// - SeeAlso: AWS Secrets Manager API Reference, "ListSecrets"
public enum ListSecrets: MemberOperation, Query {
    /// The part of the world that it reads.
    public typealias State = SecretsState
    /// `ListSecrets`.
    public static let name = "ListSecrets"
    /// Secrets Manager.
    public static let service = Service.secretsManager
    /// Reads.
    public static let isReadOnly = true

    /// By what a listing is sorted.
    enum SortKey: String, CaseIterable, Sendable {
        case createdDate = "created-date"
        case lastAccessedDate = "last-accessed-date"
        case lastChangedDate = "last-changed-date"
        case name = "name"
    }

    /// Which way.
    enum SortOrder: String, CaseIterable, Sendable {
        case ascending = "asc"
        case descending = "desc"
    }

    /// Which secrets, and which page.
    public struct Input: MemberInput {
        let includesDeleted: Bool
        let limit: Int
        let token: String?
        let filters: [SecretFilter]
        let order: SortOrder
        let key: SortKey

        /// Reads the members.
        public init(_ members: MemberReader) {
            includesDeleted = members.bool("IncludePlannedDeletion") ?? false
            limit = members.integer("MaxResults", 1...100) ?? 100
            token = members.string("NextToken", 1...4096)
            filters = members.secretFilters()
            order = members.enumeration("SortOrder", SortOrder.self) ?? .descending
            key = members.enumeration("SortBy", SortKey.self) ?? .createdDate
        }
    }

    /// A page.
    public struct Output: JSONOutput {
        /// The members.
        public let json: JSONObject
    }

    /// Everybody's secrets are listed, or none.
    public static func resolve(_ input: Input, in call: Call, on state: SecretsState) throws(ServiceError) {}

    /// The action on everything.
    public static func demands(
        _ input: Input, on target: Void, in call: Call, state: SecretsState
    ) -> [AccessDemand] {
        [AccessDemand(action: "secretsmanager:ListSecrets", resource: "*", rules: .identityOnly)]
    }

    /// Lists them.
    public static func perform(
        _ input: Input, on target: Void, in call: Call, state: SecretsState
    ) throws(ServiceError) -> Output {
        let secrets = state.secrets(of: call.account, in: call.region).filter { secret in
            (input.includesDeleted || !secret.isDeleted) && input.filters.allSatisfy { $0.includes(secret) }
        }
        let sorted = secrets.sorted {
            input.order == .ascending ? input.key.precedes($0, $1) : input.key.precedes($1, $0)
        }
        guard let page = ListingPage(sorted, after: input.token, limit: input.limit, key: \.address.name) else {
            throw SecretsError.invalidNextToken
        }
        var json: JSONObject = ["SecretList": .array(page.elements.map { .object(state.entry($0)) })]
        json["NextToken"] = page.nextToken.map(JSONValue.string)
        return Output(json: json)
    }

    /// The filters.
    public static func audit(_ input: Input, target: Void?, output: Output?, in call: Call) -> AuditDetail {
        AuditDetail(requestParameters: ["maxResults": .integer(Int64(input.limit))])
    }
}

extension ListSecrets.SortKey {
    /// Whether one secret comes before another; the name decides between equals.
    func precedes(_ left: SecretRecord, _ right: SecretRecord) -> Bool {
        switch self {
        case .createdDate, .lastAccessedDate:
            (left.createdAt, left.address.name) < (right.createdAt, right.address.name)
        case .lastChangedDate: (left.changedAt, left.address.name) < (right.changedAt, right.address.name)
        case .name: left.address.name < right.address.name
        }
    }
}

extension SecretsState {
    /// A secret as ListSecrets answers it.
    fileprivate func entry(_ secret: SecretRecord) -> JSONObject {
        var json = secret.summary
        json["SecretVersionsToStages"] = .object(stages(of: secret))
        json["CreatedDate"] = .epochSeconds(secret.createdAt)
        return json
    }
}

/// A filter of listings: an attribute, and the beginnings that it may have. `!` in front turns one round.
struct SecretFilter: Sendable {
    /// The attributes.
    enum Key: String, CaseIterable, Sendable {
        case description = "description"
        case name = "name"
        case tagKey = "tag-key"
        case tagValue = "tag-value"
        case primaryRegion = "primary-region"
        case owningService = "owning-service"
        case all = "all"
    }

    private let key: Key?
    private let values: [String]

    init(_ members: MemberReader) {
        key = members.enumeration("Key", Key.self)
        values =
            members.strings("Values", 1...10, each: ...512, pattern: #"^\!?[a-zA-Z0-9 :_@\/\+\=\.\-\!]*$"#) ?? []
    }

    /// Whether the filter lets a secret through.
    func includes(_ secret: SecretRecord) -> Bool {
        values.isEmpty || values.contains { matches($0, secret) }
    }

    private func matches(_ value: String, _ secret: SecretRecord) -> Bool {
        guard value.hasPrefix("!") else { return hasBeginning(value, secret) }
        return !hasBeginning(String(value.dropFirst()), secret)
    }

    private func hasBeginning(_ value: String, _ secret: SecretRecord) -> Bool {
        switch key {
        case .name: secret.address.name.hasPrefix(value)
        case .tagKey: secret.tags.contains { $0.key.hasPrefix(value) }
        case .tagValue: secret.tags.contains { $0.value.hasPrefix(value) }
        case .description: (secret.description ?? "").lowercased().hasPrefix(value.lowercased())
        case .primaryRegion, .owningService: false
        case .all, nil: secret.words.contains { $0.hasPrefix(value.lowercased()) }
        }
    }
}

extension SecretRecord {
    /// The words of every attribute, in small letters.
    fileprivate var words: [String] {
        let texts = [address.name, description ?? ""] + tags.flatMap { [$0.key, $0.value] }
        return texts.flatMap { text in [text] + text.split { "/-_ ".contains($0) }.map(String.init) }
            .map { $0.lowercased() }
    }
}

extension MemberReader {
    /// `Filters`.
    func secretFilters() -> [SecretFilter] { structures("Filters", ...10, of: SecretFilter.init) ?? [] }
}
