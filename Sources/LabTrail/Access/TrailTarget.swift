import LabCore
import LabService

/// What a trail's name or ARN names: a trail, or where one would be. Who may not know is refused before it is said that
/// there is none.
public struct TrailTarget: Sendable {
    /// The trail; `nil` when there is none.
    public let trail: TrailRecord?
    /// Where it is, or would be.
    public let address: TrailAddress

    /// The trail.
    ///
    /// - Throws: `TrailNotFoundException`
    func existing() throws(ServiceError) -> TrailRecord {
        guard let trail else { throw TrailError.notFound(address) }
        return trail
    }
}

extension TrailState {
    /// Finds what `text` names: a name in the caller's account and Region, also of a trail that records all Regions, or
    /// an ARN.
    ///
    /// - Throws: `InvalidTrailNameException`, `CloudTrailARNInvalidException`
    func target(_ text: String, in call: Call) throws(ServiceError) -> TrailTarget {
        guard !text.hasPrefix("arn:") else { return target(try Self.address(text)) }
        try TrailName.require(text)
        let found = trails(of: call.account, in: call.region, withShadows: true).first {
            $0.address.name.utf8.elementsEqual(text.utf8)
        }
        return target(found?.address ?? TrailAddress(account: call.account, region: call.region, name: text))
    }

    private func target(_ address: TrailAddress) -> TrailTarget {
        TrailTarget(trail: trails[address], address: address)
    }

    private static func address(_ text: String) throws(ServiceError) -> TrailAddress {
        guard let arn = ARN(text), arn.service == Service.cloudTrail.name, arn.resource.hasPrefix("trail/"),
            let account = AccountID(arn.account), let region = Region(arn.region)
        else { throw TrailError.invalidARN(text) }
        let name = String(arn.resource.dropFirst("trail/".count))
        try TrailName.require(name)
        return TrailAddress(account: account, region: region, name: name)
    }
}
