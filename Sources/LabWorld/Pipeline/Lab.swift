public import LabCore
import LabS3
public import LabService
import LabTrail
import LabVolumes
import Synchronization

/// A lab: a world, a clock, a source of randomness and, in a durable lab, a store.
///
/// Requests go through the `perform` functions only, which are the pipeline. Reads run on a snapshot without waiting
/// for anybody; writes pass one writer and publish a new world. In a durable lab nothing is answered, and nothing
/// becomes visible to others, before its change and its event are on the disk.
public final class Lab: Sendable {
    /// The machine's clock and the source of randomness.
    public let ambient: Ambient

    let cell: WriterCell
    let queue: CommitQueue?
    let archive: (any EventArchive)?
    let usage: UsageLedgers
    let followers = Followers()
    let gate = DeliveryGate()
    /// Where the lab began: what a reset goes back to; `nil` in a durable lab, which has no way back.
    let start: WorldSnapshot?
    let startEventCount: Int
    /// Shows the trail to the lab's rules; `nil` in a lab that only tries something out.
    let observer: TrailObserver?

    /// A lab over a world. Without a store it lives in memory only.
    ///
    /// - Parameters:
    ///   - eventCount: How many events the store holds already.
    ///   - usage: When keys were last used, if the lab goes on where another stood.
    ///   - sender: Posts to endpoints on this machine; without one deliveries stay pending.
    ///   - isObserved: Whether the lab's rules see what happens.
    public init(
        world: WorldState, ambient: Ambient, store: (any WorldStore & EventArchive)? = nil, eventCount: Int = 0,
        usage: UsageLedgers? = nil, sender: (any NotificationSender)? = nil, isObserved: Bool = true
    ) {
        self.ambient = ambient
        archive = store
        self.usage = usage ?? UsageLedgers(archive: store)
        start = store == nil ? WorldSnapshot(world) : nil
        startEventCount = eventCount
        observer = isObserved ? TrailObserver(sender) : nil
        let leftOver = isObserved ? world.leftOver(in: store, of: eventCount) : []
        let cell = WriterCell(Writer(world: world, eventCount: eventCount, leftOver: leftOver, isObserved: isObserved))
        self.cell = cell
        queue = store.map { CommitQueue(store: $0, cell: cell) }
        if world.isWatched { observer?.wake(self) }
    }

    /// The world as it stands, durable in a durable lab: a value that nothing will change.
    public var world: WorldState { snapshot.state }

    /// The lab's time: the machine's, moved by as much as the lab's clock has been advanced.
    public var now: Timestamp { ambient.clock.now + snapshot.clockOffset }

    /// A lab in memory that begins where this one stands and goes its own way, with randomness of its own.
    public func fork() -> Lab {
        var world = world
        world.s3 = world.s3.forked()
        world.volumes = world.volumes.forked()
        return Lab(
            world: world, ambient: ambient, eventCount: cell.writer.withLock { $0.trail.count },
            usage: usage.copy())
    }

    /// A call into this lab at its present time; with an id of its own unless the request has one already.
    ///
    /// - Throws: `InternalFailure` when the random source cannot make a request id.
    public func call(
        as caller: Caller, in region: Region = .standard, from origin: RequestOrigin = RequestOrigin(),
        requestID: String? = nil
    ) throws(ServiceError) -> Call {
        do throws(RandomFailure) {
            // `??` would forget the type of what its right side throws.
            let id = if let requestID { requestID } else { try ambient.random.uuid() }
            var call = Call(
                caller: caller, origin: origin, region: region, now: now, random: ambient.random, requestID: id)
            call.usage = usage
            return call
        } catch {
            throw ServiceError(LabError.internalFailure, error.description)
        }
    }

    var snapshot: WorldSnapshot { cell.writer.withLock { $0.published } }
}

/// Failures of the lab itself, whatever the service.
enum LabError {
    static let internalFailure = ServiceError.Code("InternalFailure", 500)

    /// A failure of the lab itself under the name that the service has for it; any other error as it is.
    static func named(by service: Service, _ error: ServiceError) -> ServiceError {
        guard error.code == internalFailure, service == .kms else { return error }
        return ServiceError(
            ServiceError.Code("KMSInternalException", internalFailure.httpStatus), error.message,
            details: error.details, hint: error.hint)
    }

    static func notKept(_ failure: StoreFailure) -> ServiceError {
        error("the change could not be kept", failure)
    }

    static func notRead(_ failure: StoreFailure) -> ServiceError {
        error("the home could not be read", failure)
    }

    private static func error(_ what: String, _ failure: StoreFailure) -> ServiceError {
        ServiceError(
            internalFailure, "\(what): \(failure.reason)", details: [StoreFailure.detail: failure.cause.rawValue],
            hint: failure.hint)
    }
}
