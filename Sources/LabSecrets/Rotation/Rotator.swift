import LabCore
import LabCrypto
import LabService

/// The lab's rotator: it makes a new random password, in one step what AWS's functions do in four.
enum Rotator {
    /// The value after `old`: in a JSON object with a `password` that member is new and the rest stays; anything else is
    /// replaced by a password as a whole.
    static func next(after old: SecretValue?, random: any RandomSource) throws(ServiceError) -> SecretValue {
        let password = try PasswordRules.rotation.makePassword(random: random)
        guard var members = old?.text.flatMap({ try? JSONParser.parse($0) })?.object,
            members["password"]?.string != nil
        else { return SecretValue(text: password) }
        members["password"] = .string(password)
        return SecretValue(text: JSONValue.object(members).compactText)
    }
}

extension SecretsState {
    /// Rotates a secret at the time that it was due, as whoever turned rotation on.
    mutating func rotate<Keys: DueKeyService>(
        _ secret: SecretRecord, at date: Timestamp, random: any RandomSource, keys: inout Keys
    ) throws(ServiceError) -> [ServiceEvent] {
        guard let rotation = secret.rotation else { return [] }
        var planned = secret
        planned.rotation?.plan(after: date)
        do throws(ServiceError) {
            let value = try rotatedValue(of: secret, for: rotation.caller, at: date, random: random, keys: &keys)
            planned.rotatedAt = date
            planned.changedAt = date
            secrets.put(planned)
            add(value, stages: [SecretStage.current], to: secret.address, at: date)
            return [event("RotationStarted", secret, at: date), event("RotationSucceeded", secret, at: date)]
        } catch {
            secrets.put(planned)
            let details: JSONObject = ["errorCode": .string(error.code.wireName)]
            return [event("RotationStarted", secret, at: date), event("RotationFailed", secret, at: date, details)]
        }
    }

    private func rotatedValue<Keys: DueKeyService>(
        of secret: SecretRecord, for caller: Caller, at date: Timestamp, random: any RandomSource, keys: inout Keys
    ) throws(ServiceError) -> SealedSecret {
        let versionID = try randomly { () throws(RandomFailure) in try random.uuid() }
        let call = Call(
            caller: caller, region: secret.address.region, now: date, random: random, requestID: versionID)
        var old: SecretValue?
        if let current = version(of: secret.address, at: SecretStage.current) {
            let context = SecretCipher.context(secret.arn, versionID: current.versionID)
            let dataKey = try keys.decrypt(
                current.envelope.wrappedKey.bytes, context: context, for: .secretsManager, in: call)
            old = try current.value(with: dataKey, of: secret.arn)
        }
        let dataKey = try keys.generateDataKey(
            under: secret.key, context: SecretCipher.context(secret.arn, versionID: versionID), for: .secretsManager,
            in: call)
        let value = try Rotator.next(after: old, random: random)
        return try SealedSecret(value, as: versionID, of: secret.arn, under: dataKey, random: random)
    }
}
