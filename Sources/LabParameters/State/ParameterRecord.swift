public import LabCore
public import LabService

/// A parameter: what all its versions share.
public struct ParameterRecord: Row {
    /// The table's name in the store.
    public static let table = "ssm.parameters"

    /// Where it lives.
    public let address: ParameterAddress
    /// The number of its latest version.
    public var latest: Int
    /// When it goes by itself.
    public var expirationDate: Timestamp?
    /// Its tags, in the order in which they were set.
    public var tags: [ResourceTag]

    /// Where it lives.
    public var id: ParameterAddress { address }
    /// When it goes by itself.
    public var dueDate: Timestamp? { expirationDate }
}

/// The types of values.
public enum ParameterType: String, CaseIterable, Sendable, Codable {
    /// A text.
    case string = "String"
    /// Texts between commas.
    case stringList = "StringList"
    /// A text under a KMS key.
    case secureString = "SecureString"
}

/// The tiers of parameters.
public enum ParameterTier: String, CaseIterable, Sendable, Codable {
    /// Up to 4 KB.
    case standard = "Standard"
    /// Up to 8 KB, and policies.
    case advanced = "Advanced"
    /// Advanced where it has to be.
    case intelligent = "Intelligent-Tiering"
}

/// Where a version of a parameter lives.
public struct ParameterVersionAddress: RowID, Codable {
    /// The parameter.
    public let parameter: ParameterAddress
    /// The number, from 1.
    public let number: Int

    /// The parameter's key, a colon, the number: names have no colons.
    public var rowKey: String { "\(parameter.rowKey):\(number)" }

    /// Orders by parameter, then by number.
    public static func < (left: ParameterVersionAddress, right: ParameterVersionAddress) -> Bool {
        if left.parameter != right.parameter { return left.parameter < right.parameter }
        return left.number < right.number
    }
}

/// A version of a parameter.
public struct ParameterVersion: Row {
    /// The table's name in the store.
    public static let table = "ssm.versions"

    /// Where it lives.
    public let address: ParameterVersionAddress
    /// Its type.
    public let type: ParameterType
    /// Its value, sealed.
    public let value: SealedParameter
    /// The key as it was named; `nil` for what is no secret.
    public let keyID: String?
    /// Its tier.
    public let tier: ParameterTier
    /// What it is for.
    public let description: String?
    /// What values must look like.
    public let allowedPattern: String?
    /// Its policies, as they were given.
    public let policies: String?
    /// What the value means to AWS's services.
    public let dataType: String
    /// When it was made.
    public let modifiedAt: Timestamp
    /// Who made it, by ARN.
    public let modifiedBy: String
    /// Its labels.
    public var labels: [String] = []

    /// Where it lives.
    public var id: ParameterVersionAddress { address }
    /// Its number.
    public var number: Int { address.number }
    /// The parameter's name.
    public var name: String { address.parameter.name }
}
