import LabCore
import LabService

extension SecretsState {
    /// Adds a version with its stages, which leave the versions that had them. Whoever loses `AWSCURRENT` becomes
    /// `AWSPREVIOUS`; a secret's first version becomes `AWSCURRENT` whatever was asked for.
    ///
    /// - SeeAlso: AWS Secrets Manager API Reference, `PutSecretValue`
    mutating func add(_ value: SealedSecret, stages: [String], to secret: SecretAddress, at now: Timestamp) {
        var stages = stages
        if versions(of: secret).isEmpty, !stages.contains(SecretStage.current) { stages.append(SecretStage.current) }
        for stage in stages { takeAway(stage, from: secret) }
        versions.put(SecretVersion(value, of: secret, stages: stages, createdAt: now))
        forgetOldVersions(of: secret, at: now)
    }

    /// Gives a version a stage, which leaves the version that had it.
    mutating func move(_ stage: String, to versionID: String, of secret: SecretAddress) {
        guard let version = version(versionID, of: secret), !version.stages.contains(stage) else { return }
        takeAway(stage, from: secret)
        versions[version.id]?.stages.append(stage)
    }

    /// Takes a stage from whoever has it. The one that was current becomes the previous one.
    mutating func takeAway(_ stage: String, from secret: SecretAddress) {
        guard let holder = version(of: secret, at: stage) else { return }
        versions[holder.id]?.stages.removeAll { $0 == stage }
        guard stage == SecretStage.current else { return }
        takeAway(SecretStage.previous, from: secret)
        versions[holder.id]?.stages.append(SecretStage.previous)
    }

    /// Of more than ``SecretsLimits/versions`` versions the oldest without a stage go, but none of the last day.
    private mutating func forgetOldVersions(of secret: SecretAddress, at now: Timestamp) {
        let all = versions(of: secret)
        let surplus = all.count - SecretsLimits.versions
        guard surplus > 0 else { return }
        let deprecated = all.filter { $0.stages.isEmpty && $0.createdAt + .days(1) <= now }
        for version in deprecated.sorted(by: { $0.createdAt < $1.createdAt }).prefix(surplus) {
            versions[version.id] = nil
        }
    }
}
