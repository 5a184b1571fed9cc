public import LabCore
import LabService

/// One look at the world: rules, resources, and what of the trail brought changes about.
public struct ConfigLook: Sendable {
    /// How much of the world is looked at.
    public enum Extent: Sendable {
        /// All of it: what is not among the resources is gone.
        case everything
        /// These places only.
        case only(Set<ResourceAddress>)

        func includes(_ resource: ResourceAddress) -> Bool {
            guard case .only(let resources) = self else { return true }
            return resources.contains(resource)
        }
    }

    let rules: [String: [ConfigRule]]
    let resources: [ConfigResource]
    let extent: Extent
    let time: Timestamp
    private let causes: [ResourceAddress: Cause]
    private let cause: Cause?

    /// A look.
    ///
    /// - Parameters:
    ///   - rules: Every rule there is.
    ///   - resources: What there is within the extent.
    ///   - time: When, by the lab's clock.
    ///   - causes: The last events that named a resource.
    ///   - cause: The last event of all, for what none of them named.
    public init(
        rules: [ConfigRule], resources: [ConfigResource], extent: Extent, time: Timestamp,
        causes: [ResourceAddress: Cause], cause: Cause?
    ) {
        self.rules = Dictionary(grouping: rules) { Self.place($0.address.account, $0.address.region) }
        self.resources = resources
        self.extent = extent
        self.time = time
        self.causes = causes
        self.cause = cause
    }

    /// The rules that look at a resource's account and Region.
    func rules(for resource: ResourceAddress) -> [ConfigRule] {
        rules[Self.place(resource.account, resource.region)] ?? []
    }

    func cause(of resource: ResourceAddress) -> Cause? { causes[resource] ?? cause }

    private static func place(_ account: AccountID, _ region: Region) -> String { "\(account)/\(region)" }
}

extension ComplianceState {
    /// Takes down what a look finds, and says what changed.
    public mutating func record(_ look: ConfigLook) -> [ComplianceChange] {
        recordItems(look)
        let verdicts = verdicts(look)
        var changes: [ComplianceChange] = []
        for old in known(within: look.extent) where verdicts[old.id]?.rule.ruleID != old.ruleID {
            evaluations[old.id] = nil
            let name = verdicts[old.id]?.resource.name
            changes.append(add(old.id, name: name, before: old.compliance, after: nil, look))
        }
        for (id, found) in verdicts.sorted(by: { $0.key < $1.key }) {
            if let change = record(found, as: id, look) { changes.append(change) }
        }
        return changes
    }

    private typealias Finding = (rule: ConfigRule, resource: ConfigResource, verdict: Verdict)

    private func verdicts(_ look: ConfigLook) -> [EvaluationID: Finding] {
        var verdicts: [EvaluationID: Finding] = [:]
        for resource in look.resources {
            for rule in look.rules(for: resource.address) {
                guard let verdict = rule.verdict(on: resource) else { continue }
                verdicts[EvaluationID(rule: rule.address, resource: resource.address)] = (rule, resource, verdict)
            }
        }
        return verdicts
    }

    /// The evaluations that a look can change.
    private func known(within extent: ConfigLook.Extent) -> [Evaluation] {
        guard case .only(let resources) = extent else { return evaluations.all }
        return resources.sorted().flatMap { evaluations.rows(in: $0.rowKey) }
    }

    /// Takes a verdict down; the change, when the compliance differs from what it was.
    private mutating func record(_ found: Finding, as id: EvaluationID, _ look: ConfigLook) -> ComplianceChange? {
        let (old, verdict) = (evaluations[id], found.verdict)
        let isSame = old?.compliance == verdict.compliance
        guard !isSame || old?.annotation != verdict.annotation else { return nil }
        evaluations.put(
            Evaluation(
                id: id, ruleID: found.rule.ruleID, compliance: verdict.compliance, annotation: verdict.annotation,
                recordedAt: look.time, cause: look.cause(of: id.resource)))
        guard !isSame else { return nil }
        return add(
            id, name: found.resource.name, before: old?.compliance, after: verdict.compliance, look,
            annotation: verdict.annotation)
    }

    private mutating func add(
        _ subject: EvaluationID, name: String?, before: Compliance?, after: Compliance?, _ look: ConfigLook,
        annotation: String? = nil
    ) -> ComplianceChange {
        let number = (timeline.last?.id.number ?? 0) + 1
        let change = ComplianceChange(
            id: ComplianceChange.ID(number), subject: subject, name: name, before: before, after: after,
            annotation: annotation, time: look.time, cause: look.cause(of: subject.resource))
        timeline.put(change)
        timeline[ComplianceChange.ID(number - ConfigLimits.changes)] = nil
        return change
    }
}

extension ComplianceState {
    /// Takes down the settings of every resource that some rule's account and Region have and that changed.
    private mutating func recordItems(_ look: ConfigLook) {
        var present: Set<ResourceAddress> = []
        for resource in look.resources where !look.rules(for: resource.address).isEmpty {
            present.insert(resource.address)
            record(resource, look)
        }
        for address in recorded(within: look.extent) where !present.contains(address) { recordEnd(of: address, look) }
    }

    private mutating func record(_ resource: ConfigResource, _ look: ConfigLook) {
        let last = items(of: resource.address).last
        let text = JSONValue.object(resource.configuration).compactText
        let tags = resource.tags.map { ResourceTag(key: $0.key, value: $0.value) }
        guard last == nil || last?.status == .deleted || last?.configuration != text || last?.tags != tags else {
            return
        }
        let isNew = last == nil || last?.status == .deleted
        add(
            ConfigurationItem(
                id: next(after: last, resource.address), status: isNew ? .discovered : .ok, time: look.time,
                arn: resource.arn, name: resource.name, createdAt: resource.createdAt, tags: tags, configuration: text,
                events: look.cause(of: resource.address).map { [$0.eventID] } ?? []))
    }

    private mutating func recordEnd(of resource: ResourceAddress, _ look: ConfigLook) {
        guard let last = items(of: resource).last, last.status != .deleted, !look.rules(for: resource).isEmpty else {
            return
        }
        add(
            ConfigurationItem(
                id: next(after: last, resource), status: .deleted, time: look.time, arn: last.arn, name: last.name,
                createdAt: last.createdAt, tags: [], configuration: "",
                events: look.cause(of: resource).map { [$0.eventID] } ?? []))
    }

    private func next(after last: ConfigurationItem?, _ resource: ResourceAddress) -> ConfigurationItem.ID {
        ConfigurationItem.ID(resource: resource, number: (last?.id.number ?? 0) + 1)
    }

    private mutating func add(_ item: ConfigurationItem) {
        items.put(item)
        let oldest = ConfigurationItem.ID(resource: item.id.resource, number: item.id.number - ConfigLimits.items)
        items[oldest] = nil
    }

    /// The resources that have items and lie within a look's extent.
    private func recorded(within extent: ConfigLook.Extent) -> Set<ResourceAddress> {
        if case .only(let resources) = extent { return resources }
        var found: Set<ResourceAddress> = []
        items.forEach { item in
            found.insert(item.id.resource)
            return true
        }
        return found
    }
}
