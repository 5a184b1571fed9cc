import LabConfig
import LabCore
import LabEvents
import LabPolicy
import LabService

/// What rules make of a stretch of the trail: compliance that changed, and messages that are to be sent.
///
/// It is worked out on worlds and events that are durable, away from every request, and committed as a whole.
struct Observation: Sendable {
    private var compliance: ComplianceState
    private var post: [PostChange] = []
    private let world: WorldState
    private let ambient: Ambient
    private let now: Timestamp
    /// Whether the events changed rules. How far they have read must then be kept, so that no later process shows new
    /// rules old events.
    private let changesRules: Bool

    /// What is to be done to the post, which others write to meanwhile.
    private enum PostChange: Sendable {
        case send(Notification, [Subscription], Timestamp)
        case refuse(Notification, String)
        case forget(PostNumber)
    }

    init(of unseen: Unseen, ambient: Ambient, now: Timestamp) throws(ServiceError) {
        let events = unseen.events
        world = unseen.world.state
        self.ambient = ambient
        self.now = now
        compliance = unseen.latest.state.compliance
        changesRules = events.contains(where: \.mayChangeRules)
        var bus = try apiEvents(events)
        bus += try complianceEvents(evaluate(after: events))
        for submitted in unseen.submitted {
            bus.append(submitted.event)
            post.append(.forget(submitted.id))
        }
        for event in bus { try route(event) }
    }

    /// The entries of the trail on the event bus, if anybody listens there.
    private func apiEvents(_ events: [ObservedEvent]) throws(ServiceError) -> [BusEvent] {
        guard world.events.rules.count > 0 else { return [] }
        var bus: [BusEvent] = []
        for event in events {
            if let event = event.busEvent(id: try uuid()) { bus.append(event) }
        }
        return bus
    }

    /// Whether there is anything to keep.
    var isWorthKeeping: Bool { changesRules || !post.isEmpty || compliance.hasChanges }

    /// Puts what was found into the world.
    func apply(to world: inout WorldState) {
        // Nobody else writes there.
        world.compliance = compliance
        for change in post {
            switch change {
            case .send(let notification, let subscriptions, let time):
                world.post.send(notification, to: subscriptions, at: time)
            case .refuse(let notification, let reason): world.post.refuse(notification, because: reason, at: now)
            case .forget(let number): world.post.submitted[number] = nil
            }
        }
    }

    private func uuid() throws(ServiceError) -> String {
        do throws(RandomFailure) {
            return try ambient.random.uuid()
        } catch {
            throw ServiceError(LabError.internalFailure, error.description)
        }
    }
}

extension Observation {
    /// Has the rules of AWS Config look at what the events may have changed.
    private mutating func evaluate(after events: [ObservedEvent]) -> [ComplianceChange] {
        let changing = events.filter(\.mayChangeResources)
        let hasRules = world.config.rules.count > 0 || compliance.evaluations.count > 0
        guard let last = changing.last, hasRules else { return [] }
        var causes: [ResourceAddress: Cause] = [:]
        for event in changing {
            for address in event.resources.compactMap({ world.resourceAddress(of: $0) }) {
                causes[address] = event.cause
            }
        }
        // A deleted bucket is found by nobody's name any more; an event that names nothing may be about anything.
        let isWhole = changing.contains { event in
            event.mayChangeEverything || event.resources.allSatisfy { world.resourceAddress(of: $0) == nil }
        }
        let addresses = Set(causes.keys)
        return compliance.record(
            ConfigLook(
                rules: world.config.rules.all,
                resources: isWhole ? world.configResources : addresses.compactMap { world.configResource(at: $0) },
                extent: isWhole ? .everything : .only(addresses), time: last.time, causes: causes, cause: last.cause))
    }

    /// What AWS Config tells the bus about changes of compliance.
    private func complianceEvents(_ changes: [ComplianceChange]) throws(ServiceError) -> [BusEvent] {
        var events: [BusEvent] = []
        for change in changes where change.after != nil {
            events.append(change.busEvent(id: try uuid(), rule: world.config.rules[change.subject.rule]))
        }
        return events
    }

    /// Gives an event to every rule that takes it.
    private mutating func route(_ event: BusEvent) throws(ServiceError) {
        for rule in world.events.rules(of: event.account, in: event.region) where rule.takes(event) {
            for target in rule.targets { try send(event, by: rule, to: target) }
        }
    }

    private mutating func send(_ event: BusEvent, by rule: EventRule, to target: RuleTarget) throws(ServiceError) {
        let notification = Notification(
            messageID: try uuid(), topicARN: target.arn,
            text: target.message(for: event, rule: rule.address, at: now), time: event.time,
            ruleARN: rule.address.arn.description, eventID: event.detail["eventID"]?.string)
        guard let address = TopicAddress(arn: target.arn), let topic = world.topics.topics[address] else {
            return post.append(.refuse(notification, "there is no such topic"))
        }
        if let refusal = try refusal(of: rule, by: topic) {
            return post.append(.refuse(notification, refusal))
        }
        post.append(.send(notification, world.topics.subscriptions(of: address), event.time))
    }

    /// Why a topic does not take a rule's messages: its policy has to let EventBridge in.
    private func refusal(of rule: EventRule, by topic: Topic) throws(ServiceError) -> String? {
        var origin = RequestOrigin(sourceIP: "events.amazonaws.com", userAgent: "events.amazonaws.com")
        origin.sourceARN = rule.address.arn.description
        let call = Call(
            caller: Caller(.service("events.amazonaws.com")), origin: origin, region: rule.address.region, now: now,
            random: ambient.random, requestID: try uuid())
        let account = rule.address.account.digits
        let demand = AccessDemand(
            action: "SNS:Publish", resource: topic.address.arn.description, owner: topic.address.account,
            policy: topic.attachedPolicy, rules: .resourcePolicy,
            deferring: {
                var context = ConditionContext()
                context.set("aws:SourceAccount", account)
                return context
            })
        guard !Authorizer.decide(demand, in: call, world: world).isAllowed else { return nil }
        return "the topic's policy does not let events.amazonaws.com publish"
    }
}

extension ComplianceChange {
    /// The change on the event bus.
    ///
    /// - SeeAlso: AWS Config Developer Guide, "Monitoring AWS Config with Amazon EventBridge"
    fileprivate func busEvent(id: String, rule: ConfigRule?) -> BusEvent {
        let (account, region) = (subject.resource.account, subject.resource.region)
        var detail: JSONObject = [
            "resourceId": .string(subject.resource.resourceID), "awsRegion": .string(region.code),
            "awsAccountId": .string(account.digits), "configRuleName": .string(subject.rule.name),
            "recordVersion": "1.0", "configRuleARN": .string(rule?.arn.description ?? ""),
            "messageType": "ComplianceChangeNotification",
        ]
        detail["newEvaluationResult"] = after.map(result)
        detail["oldEvaluationResult"] = before.map(result)
        detail["notificationCreationTime"] = .string(time.iso8601Milliseconds)
        detail["resourceType"] = .string(subject.resource.kind.rawValue)
        return BusEvent(
            id: id, detailType: "Config Rules Compliance Change", source: "aws.config", account: account, time: time,
            region: region, detail: detail)
    }

    private func result(_ compliance: Compliance) -> JSONValue {
        let moment = JSONValue.string(time.iso8601Milliseconds)
        var result: JSONObject = [
            "evaluationResultIdentifier": [
                "evaluationResultQualifier": [
                    "configRuleName": .string(subject.rule.name),
                    "resourceType": .string(subject.resource.kind.rawValue),
                    "resourceId": .string(subject.resource.resourceID),
                ],
                "orderingTimestamp": moment,
            ],
            "complianceType": .string(compliance.rawValue), "resultRecordedTime": moment,
            "configRuleInvokedTime": moment,
        ]
        if compliance == after { result["annotation"] = annotation.map(JSONValue.string) }
        return .object(result)
    }
}
