import LabCore
import LabIdentity
import LabKMS
import LabParameters
import LabS3
import LabSecrets
import LabService

/// What happened when work fell due: requests that services made for somebody, and what they did by themselves.
struct DueOutcome {
    var requests: [RecordedEvent] = []
    var events: [ServiceEvent] = []
}

extension WorldState {
    /// When some service has something to do by itself.
    var nextDue: Timestamp? {
        [kms.nextDue, identity.nextDue, s3.nextDue, secrets.nextDue, parameters.nextDue].compactMap { $0 }.min()
    }

    /// Does what is due first.
    mutating func performNextDue(
        random: any RandomSource, usage: UsageLedgers?
    ) throws(ServiceError) -> DueOutcome {
        guard let due = nextDue else { return DueOutcome() }
        if kms.nextDue == due { return DueOutcome(events: try kms.performNextDue(random: random)) }
        if identity.nextDue == due { return DueOutcome(events: try identity.performNextDue(random: random)) }
        if s3.nextDue == due { return DueOutcome(events: try s3.performNextDue(random: random)) }
        if parameters.nextDue == due { return DueOutcome(events: try parameters.performNextDue(random: random)) }
        return try performNextDueSecret(random: random, usage: usage)
    }

    /// A secret's deletion, or its rotation, which asks the key service.
    private mutating func performNextDueSecret(
        random: any RandomSource, usage: UsageLedgers?
    ) throws(ServiceError) -> DueOutcome {
        var keys = WorldKeys(world: self, usage: usage)
        let events = try secrets.performNextDue(random: random, keys: &keys)
        kms = keys.world.kms
        return DueOutcome(requests: keys.requests, events: events)
    }
}
