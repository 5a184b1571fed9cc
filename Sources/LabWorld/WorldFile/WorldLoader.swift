import LabCore
import LabIdentity
import LabKMS
import LabPolicy
import LabService

/// Makes a lab, which must be a fork, what a world file says.
///
/// Everything goes through the ordinary operations, as the account's root user, so that every rule holds and every change
/// has its event. What is already as the file says is left alone, what the file does not mention too; so loading a file
/// twice changes nothing the second time.
final class WorldLoader {
    let lab: Lab
    let file: WorldFile
    /// How the world stands, in a file's words.
    let present: WorldFile
    /// The secrets that had to be made up, by access key id.
    var secrets: JSONObject = [:]

    init(_ file: WorldFile, into lab: Lab) {
        self.lab = lab
        self.file = file
        present = WorldFile(lab.world, at: lab.now)
    }

    /// Does it: people before keys, because key policies name them; keys before buckets.
    ///
    /// - Throws: the first thing that cannot be, with its line.
    func run() async throws(WorldFileError) {
        if let clock = file.clock { try await set(clock) }
        for account in file.accounts { try await loadPolicies(account) }
        for account in file.accounts { try await loadEntities(account) }
        for account in file.accounts { try await loadRoles(account) }
        for account in file.accounts { try await loadPermissions(account) }
        for account in file.accounts { try await loadKeys(account) }
        for account in file.accounts { try await loadBuckets(account) }
        // Last: they could stand in the way of everything else.
        for account in file.accounts { try await loadOrganization(account) }
    }

    private func set(_ clock: WorldClock) async throws(WorldFileError) {
        let step = LabDuration(
            milliseconds: clock.ahead.milliseconds - lab.world.settings.current.clockOffset.milliseconds)
        guard step.milliseconds != 0 else { return }
        try await at(clock.line) { () async throws(ServiceError) in _ = try await self.lab.advanceClock(by: step) }
    }

    /// The account as it stands.
    func standing(_ account: WorldAccount) -> WorldAccount? {
        present.accounts.first { $0.account == account.account }
    }
}

extension WorldLoader {
    /// How its requests name themselves in the trail.
    static let userAgent = "kmslab world load"

    /// Runs `body` and says where in the file it failed.
    func at<Value>(
        _ line: SourceLine, _ body: () async throws(ServiceError) -> Value
    ) async throws(WorldFileError) -> Value {
        do throws(ServiceError) {
            return try await body()
        } catch {
            throw WorldFileError(line.number, error)
        }
    }

    /// Performs an operation as the account's root user, or as whoever may.
    @discardableResult
    func perform(
        _ service: Service, _ name: String, _ input: JSONObject, in account: AccountID, region: Region = .standard,
        at line: SourceLine, random: (any RandomSource)? = nil
    ) async throws(WorldFileError) -> JSONObject {
        try await at(line) { () async throws(ServiceError) in
            try await self.lab.perform(service, name, input, byAnybodyIn: account, region: region) { call in
                call.origin.userAgent = Self.userAgent
                if let random { call.random = random }
            }.output
        }
    }

    /// Changes what no operation changes.
    func edit(
        at line: SourceLine, _ body: @escaping @Sendable (inout WorldState) throws(ServiceError) -> Void
    ) async throws(WorldFileError) {
        try await at(line) { () async throws(ServiceError) in
            try await self.lab.commit { writer throws(ServiceError) in
                try body(&writer.head)
                return ((), Commit(changes: writer.head.drainChanges()))
            }
        }
    }

    /// The ARN of a managed policy that a file names.
    func policyARN(_ name: WorldText, in account: AccountID) -> String {
        if name.text.hasPrefix("arn:") { return name.text }
        let known = lab.world.identity.managedPolicies(of: account).first { $0.name == name.text }
        return known?.arn ?? "arn:aws:iam::\(account):policy/\(name.text)"
    }
}

extension JSONValue {
    /// Tags as IAM takes them.
    static func identityTags(_ tags: [WorldPair]) -> JSONValue {
        .array(tags.map { ["Key": .string($0.key), "Value": .string($0.value)] })
    }

    /// A document as operations take it.
    static func text(of document: JSONValue) -> JSONValue { .string(document.policyText) }
}
