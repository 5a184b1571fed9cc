import LabCore
import LabPolicy

extension PolicyModel {
    /// Whether two names of the request's context differ only in case.
    func isAmbiguous(_ key: String) -> Bool {
        request.context.entries.contains { $0.isAmbiguous && $0.name.lowercased() == key.lowercased() }
    }

    /// The values of a condition key: what the service said, else what follows from the request.
    func values(of key: String) -> [String]? {
        let name = key.lowercased()
        if let entry = request.context.entries.first(where: { $0.name.lowercased() == name }) { return entry.values }
        return derived(name).map { [$0] }
    }

    private func derived(_ name: String) -> String? {
        if name.hasPrefix("aws:principaltag/") {
            let wanted = name.dropFirst("aws:principaltag/".count)
            let tags = Array(request.session.tags) + Array(request.principalTags)
            return tags.first { $0.key.lowercased() == wanted }?.value
        }
        let principal = request.principal
        switch name {
        case "aws:principalarn": return principal.account == nil ? nil : principal.policyARN
        case "aws:principalaccount", "kms:calleraccount": return principal.account?.digits
        case "aws:principaltype": return principal.typeName
        case "aws:principalisawsservice": return "\(principal.typeName == "Service")"
        case "aws:principalservicename": return principal.typeName == "Service" ? principal.arn : nil
        case "aws:userid": return principal.userID
        case "aws:username": return principal.userName
        case "aws:viaawsservice": return "\(request.isViaService)"
        case "aws:resourceaccount", "s3:resourceaccount": return request.resourceOwner?.digits
        case "aws:currenttime": return request.time?.iso8601
        case "aws:epochtime": return request.time.map { "\($0.millisecondsSince1970 / 1000)" }
        case "aws:multifactorauthpresent": return request.session.isMultiFactorPresent.map { "\($0)" }
        case "aws:tokenissuetime": return request.session.issueTime?.iso8601
        case "aws:sourceidentity": return request.session.sourceIdentity
        default: return nil
        }
    }
}
