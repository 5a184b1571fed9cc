public import LabCore
public import LabService

extension SecretsState {
    /// When the next deletion or rotation is due.
    public var nextDue: Timestamp? { secrets.nextDue?.date }

    /// Does what is due first and says what it did; a rotation asks `keys`.
    public mutating func performNextDue<Keys: DueKeyService>(
        random: any RandomSource, keys: inout Keys
    ) throws(ServiceError) -> [ServiceEvent] {
        guard let (date, secret) = secrets.nextDue else { return [] }
        guard secret.isDeleted else { return try rotate(secret, at: date, random: random, keys: &keys) }
        let versionIDs = versions(of: secret.address).map(\.versionID)
        remove(secret.address)
        return versionIDs.map { event("EndSecretVersionDelete", secret, at: date, ["secretVersionId": .string($0)]) }
    }

    /// An event of the service itself.
    ///
    /// - SeeAlso: AWS Secrets Manager User Guide, "AWS CloudTrail entries for Secrets Manager"
    func event(
        _ name: String, _ secret: SecretRecord, at date: Timestamp, _ more: JSONObject = [:]
    ) -> ServiceEvent {
        var details: JSONObject = ["secretId": .string(secret.arn.description)]
        for member in more.members { details[member.name] = member.value }
        return ServiceEvent(
            service: .secretsManager, name: name, time: date, region: secret.address.region,
            account: secret.address.account, resources: [AuditResource(secret)], details: details)
    }
}

extension AuditResource {
    /// A secret, as events name it.
    init(_ secret: SecretRecord) {
        self.init(arn: secret.arn.description, account: secret.address.account, type: "AWS::SecretsManager::Secret")
    }
}
