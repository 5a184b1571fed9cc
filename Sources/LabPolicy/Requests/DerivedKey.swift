import LabCore

/// A condition key whose value follows from the request's principal, session, resource owner or time.
///
/// - SeeAlso: IAM User Guide, "AWS global condition context keys"
enum DerivedKey: Hashable, Sendable {
    case principalARN
    case principalAccount
    case principalType
    case principalTag(String)
    case principalIsService
    case principalServiceName
    case userID
    case userName
    case multiFactorPresent
    case multiFactorAge
    case tokenIssueTime
    case sourceIdentity
    case viaService
    case resourceAccount
    case currentTime
    case epochTime

    /// The key for a name in lower case; `nil` when the value must come from the service.
    init?(folded name: String) {
        if name.hasPrefix("aws:principaltag/") {
            self = .principalTag(String(name.dropFirst("aws:principaltag/".count)))
        } else if let key = Self.byName[name] {
            self = key
        } else {
            return nil
        }
    }

    private static let byName: [String: DerivedKey] = [
        "aws:principalarn": .principalARN,
        "aws:principalaccount": .principalAccount,
        "kms:calleraccount": .principalAccount,
        "aws:principaltype": .principalType,
        "aws:principalisawsservice": .principalIsService,
        "aws:principalservicename": .principalServiceName,
        "aws:userid": .userID,
        "aws:username": .userName,
        "aws:multifactorauthpresent": .multiFactorPresent,
        "aws:multifactorauthage": .multiFactorAge,
        "aws:tokenissuetime": .tokenIssueTime,
        "aws:sourceidentity": .sourceIdentity,
        "aws:viaawsservice": .viaService,
        "aws:resourceaccount": .resourceAccount,
        "s3:resourceaccount": .resourceAccount,
        "aws:currenttime": .currentTime,
        "aws:epochtime": .epochTime,
    ]
}

extension AccessRequest {
    /// What the request holds for a condition key.
    struct Found {
        let values: [String]
        let isAmbiguous: Bool
    }

    /// The values for `key`: those of the context, else those that follow from the request; `nil` when it is absent.
    func lookUp(_ key: ConditionKey) -> Found? {
        if let given = context.found(key) { return Found(values: given.values, isAmbiguous: given.isAmbiguous) }
        return derivedValue(of: key).map { Found(values: [$0], isAmbiguous: false) }
    }

    /// The value of a key that follows from the request itself; `nil` when the key does not or is absent.
    func derivedValue(of key: ConditionKey) -> String? {
        key.derived.flatMap(value)
    }

    /// The moment that `key` stands for, to the second as its text says it; `nil` for keys that are no moment.
    func moment(of key: ConditionKey) -> Timestamp? {
        guard let time, key.derived == .currentTime || key.derived == .epochTime else { return nil }
        let seconds = time.millisecondsSince1970 / 1000
        return Timestamp(millisecondsSince1970: seconds * 1000)
    }

    private func value(of key: DerivedKey) -> String? {
        switch key {
        case .principalARN: principal.account == nil ? nil : principal.policyARN
        case .principalAccount: principal.account?.digits
        case .principalType: principal.typeName
        case .principalTag(let name): tag(named: name)
        case .principalIsService: serviceName == nil ? "false" : "true"
        case .principalServiceName: serviceName
        case .userID: principal.userID
        case .userName: principal.userName
        case .viaService: isViaService ? "true" : "false"
        case .resourceAccount: resourceOwner?.digits
        case .currentTime: time?.iso8601
        case .epochTime: time.map { String($0.millisecondsSince1970 / 1000) }
        case .multiFactorPresent, .multiFactorAge, .tokenIssueTime, .sourceIdentity: sessionValue(of: key)
        }
    }

    private func sessionValue(of key: DerivedKey) -> String? {
        switch key {
        case .multiFactorPresent: session.isMultiFactorPresent.map { $0 ? "true" : "false" }
        case .multiFactorAge: multiFactorAge
        case .tokenIssueTime: session.issueTime?.iso8601
        case .sourceIdentity: session.sourceIdentity
        default: nil
        }
    }

    private var multiFactorAge: String? {
        guard let time, let given = session.multiFactorTime else { return nil }
        return String((time - given).milliseconds / 1000)
    }

    private var serviceName: String? {
        guard case .service(let name) = principal else { return nil }
        return name
    }

    /// The tag whose name is `name` without regard to case; the session's before the principal's.
    private func tag(named name: String) -> String? {
        let matches = { (tag: (key: String, value: String)) in tag.key.lowercased() == name }
        return session.tags.first(where: matches)?.value ?? principalTags.first(where: matches)?.value
    }
}
