public import LabCore
public import LabService

/// Where a parameter lives: an account, a Region, a name.
public struct ParameterAddress: RowID, Codable {
    /// The owner.
    public let account: AccountID
    /// The Region.
    public let region: Region
    /// The name, with a slash in front when it is a path.
    public let name: String

    /// An address by its parts.
    public init(account: AccountID, region: Region, name: String) {
        self.account = account
        self.region = region
        self.name = name
    }

    /// `account/region/name`.
    public var rowKey: String { "\(account)/\(region)/\(name)" }

    /// Orders by account, Region and name.
    public static func < (left: ParameterAddress, right: ParameterAddress) -> Bool {
        (left.account, left.region, left.name) < (right.account, right.region, right.name)
    }

    /// The ARN: one slash between `parameter` and the name, whether or not the name begins with one.
    public var arn: ARN {
        ARN(
            service: Service.ssm.name, region: region.code, account: account.digits,
            resource: name.hasPrefix("/") ? "parameter\(name)" : "parameter/\(name)")
    }
}

/// The form of names.
///
/// - SeeAlso: AWS Systems Manager API Reference, `PutParameter`, `Name`
enum ParameterName {
    /// Refuses what no parameter is called.
    static func require(_ name: String) throws(ServiceError) {
        guard name.utf8.allSatisfy(isLegal), !name.hasSuffix("/") else { throw ParametersError.invalidName }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        let levels = name.hasPrefix("/") ? parts.dropFirst() : parts[...]
        guard levels.count == 1 || name.hasPrefix("/") else { throw ParametersError.notQualified }
        guard !levels.contains("") else { throw ParametersError.invalidName }
        let front = (levels.first ?? "").lowercased()
        guard !front.hasPrefix("ssm") else { throw ParametersError.invalidName }
        guard !front.hasPrefix("aws") else {
            throw ServiceError(
                ServiceError.Code("AccessDeniedException"), "No access to reserved parameter name: \(name).")
        }
        guard levels.count <= ParametersLimits.levels else { throw ParametersError.tooDeep }
    }

    private static func isLegal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: Array("_.-/".utf8).contains(byte)
        }
    }
}
