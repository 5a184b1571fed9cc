public import LabConfig
import LabCore
public import LabEvents
import LabService

extension WorldState {
    /// Whether somebody wants to see the trail: rules, findings of rules that are gone, messages on their way.
    var isWatched: Bool {
        config.rules.count > 0 || events.rules.count > 0 || compliance.evaluations.count > 0 || post.hasWork
    }

    /// The events that the rules of an earlier process did not come to, oldest first.
    func leftOver(in archive: (any EventArchive)?, of eventCount: Int) -> [JSONObject] {
        guard isWatched, let archive, let seenCount = post.seenCount, seenCount < eventCount else { return [] }
        return (try? archive.latestRecords(min(eventCount - seenCount, Unseen.mostReadBack))) ?? []
    }
}

extension ConfigState: WorldSlice {
    /// AWS Config's rules.
    public static func slice(of world: WorldState) -> ConfigState { world.config }
    /// Puts AWS Config's rules back.
    public func place(into world: inout WorldState) { world.config = self }
}

extension ConfigView: WorldSlice {
    /// The rules and what they found.
    public static func slice(of world: WorldState) -> ConfigView {
        ConfigView(config: world.config, compliance: world.compliance)
    }
    /// Nothing: a view does not change.
    public func place(into world: inout WorldState) {}
    /// It shows what the rules found.
    public static var showsFindings: Bool { true }
}

extension EventsState: WorldSlice {
    /// EventBridge's rules.
    public static func slice(of world: WorldState) -> EventsState { world.events }
    /// Puts EventBridge's rules back.
    public func place(into world: inout WorldState) { world.events = self }
}

extension TopicsState: WorldSlice {
    /// The topics.
    public static func slice(of world: WorldState) -> TopicsState { world.topics }
    /// Puts the topics back.
    public func place(into world: inout WorldState) { world.topics = self }
}

extension PostState: WorldSlice {
    /// The post.
    public static func slice(of world: WorldState) -> PostState { world.post }
    /// Puts the post back.
    public func place(into world: inout WorldState) { world.post = self }
}

extension PublishingState: WorldSlice {
    /// Topics and post.
    public static func slice(of world: WorldState) -> PublishingState {
        PublishingState(topics: world.topics, post: world.post)
    }
    /// Puts the post back; topics do not change.
    public func place(into world: inout WorldState) { world.post = post }
}
