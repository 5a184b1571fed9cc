import LabCore
import LabService

/// The key that an operation works on, and how it was named.
public struct KeyTarget: Sendable {
    /// The key.
    public let key: KeyRecord
    /// The alias that the request named it by; `nil` when it used the key's id or ARN.
    public let requestAlias: String?
}

extension KMSState {
    /// The key that `text` names, as the caller means it.
    ///
    /// - Throws: `NotFoundException` for what does not exist in the caller's account, `AccessDeniedException` for what
    ///   does not exist elsewhere (nobody learns which keys another account has), `InvalidArnException` for an alias
    ///   where only keys are taken.
    func target(_ text: String, takesAliases: Bool, in call: Call, action: String) throws(ServiceError) -> KeyTarget {
        switch try KeyReference(text, account: call.account, region: call.region) {
        case .key(let address):
            return KeyTarget(key: try key(address, in: call, action: action), requestAlias: nil)
        case .alias(let address):
            guard takesAliases else { throw KMSError.aliasesNotSupported }
            guard let alias = aliases[address] else {
                guard address.account == call.account else { throw KMSError.hidden(call, action) }
                throw KMSError.aliasNotFound(address)
            }
            return KeyTarget(key: try key(alias.target, in: call, action: action), requestAlias: address.name)
        }
    }

    /// The key at `address`.
    func key(_ address: KeyAddress, in call: Call, action: String) throws(ServiceError) -> KeyRecord {
        if let key = keys[address], key.manager != .awsOwned { return key }
        guard address.account == call.account else { throw KMSError.hidden(call, action) }
        throw KMSError.notFound(address)
    }
}

extension KMSError {
    /// What AWS says of keys in other accounts that do not exist or that the caller may not see: the same, either way.
    static func hidden(_ call: Call, _ action: String) -> ServiceError {
        ServiceError(
            Code.accessDenied,
            "User: \(call.caller.principal.arn) is not authorized to perform: \(action) on this resource because the "
                + "resource does not exist in this Region, no resource-based policies allow access, or a "
                + "resource-based policy explicitly denies access")
    }
}
