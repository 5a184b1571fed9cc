import Synchronization

/// Keeps bodies from being removed as long as somebody may still read them.
///
/// Every copy of a state holds its lease: a snapshot that a request reads, a fork, the writer's head. When bodies fall
/// out of the durable world, the lease of the states that still know them ends with the list of those bodies, and the
/// states from then on hold its successor. The store may remove what is on the list once the last of the older states is
/// gone. A lease holds its successor, so that whoever still reads an old state keeps what later ones lost, too.
///
/// > Important: A list must be durable before its lease ends with it. Otherwise a crash would bring records back whose
/// > bodies are gone.
public final class BodyLease: Sendable {
    private struct Ending: Sendable {
        let bodies: [BodyID]
        let store: any BodyStore
        let successor: BodyLease
    }

    private let ending = Mutex<Ending?>(nil)

    /// A lease that nothing has ended yet.
    public init() {}

    /// Ends the lease: `bodies` may go when its last holder is gone.
    ///
    /// - Returns: The lease that states hold from now on.
    func end(removing bodies: [BodyID], from store: any BodyStore) -> BodyLease {
        let successor = BodyLease()
        ending.withLock { ending in
            precondition(ending == nil, "a lease ends once")
            ending = Ending(bodies: bodies, store: store, successor: successor)
        }
        return successor
    }

    /// A fork that lived long leaves a long chain behind, which is taken apart link by link: one destructor inside the
    /// other would use up the stack.
    deinit {
        var next = settle()
        while var lease = next {
            next = nil
            guard isKnownUniquelyReferenced(&lease) else { return }
            next = lease.settle()
        }
    }

    /// Lets the bodies go; the successor, unless there is none.
    private func settle() -> BodyLease? {
        let ended = ending.withLock { ending in
            defer { ending = nil }
            return ending
        }
        guard let ended else { return nil }
        ended.store.reclaim(ended.bodies)
        return ended.successor
    }
}

extension S3State {
    /// Says that no record of the durable world, its history and its named forks names `bodies` any more. They are
    /// removed as soon as no older copy of the state is left. Every copy that lives on must ``hold(_:)`` the lease that
    /// this one holds afterwards.
    public mutating func release(_ bodies: [BodyID]) {
        guard !bodies.isEmpty else { return }
        lease = lease.end(removing: bodies, from: store)
    }

    /// Takes up the lease of another copy.
    public mutating func hold(_ lease: BodyLease) {
        self.lease = lease
    }
}
