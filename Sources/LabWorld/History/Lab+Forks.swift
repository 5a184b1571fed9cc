import LabCore
import LabService
import LabTrail

/// Named copies of a lab's world. Each is one row with all the others in it: whole or not there.
extension Lab {
    /// Saves the world as it stands under a name; one of that name is replaced.
    ///
    /// - Throws: `InvalidForkName`, or `ForkRefused` when there are too many forks or rows.
    func saveFork(_ name: String) async throws(ServiceError) -> NamedFork {
        try Self.checkName(name)
        let now = now
        return try await commit { writer throws(ServiceError) in
            let fork = NamedFork(name: name, savedAt: now, rows: writer.head.serviceRows.map(KeptRow.init))
            try Self.checkRoom(for: fork, beside: writer.head.history.forks)
            writer.head.history.forks.put(fork)
            return (fork, Commit(changes: writer.head.drainChanges(), history: .none))
        }
    }

    /// Makes the world what it was when the fork was saved: one change, which can be undone.
    ///
    /// - Throws: `NoSuchFork`.
    func switchToFork(_ name: String) async throws(ServiceError) -> NamedFork {
        let event = try labEvent("SwitchToFork")
        return try await commit { writer throws(ServiceError) in
            let fork = try writer.head.fork(name)
            writer.head.removeServiceRows()
            for row in fork.rows { writer.head.apply(row.change) }
            let commit = Commit(
                changes: writer.head.drainChanges(), events: [event(["fork": .string(name)])],
                history: .whole("fork switch \(name)"))
            return (fork, commit)
        }
    }

    /// Forgets a fork.
    ///
    /// - Throws: `NoSuchFork`.
    func dropFork(_ name: String) async throws(ServiceError) -> NamedFork {
        try await commit { writer throws(ServiceError) in
            let fork = try writer.head.fork(name)
            writer.head.history.forks[fork.id] = nil
            return (fork, Commit(changes: writer.head.drainChanges(), history: .none))
        }
    }

    /// Empties the world: no key, no user, the machine's own time. One change, which can be undone.
    func emptyWorld() async throws(ServiceError) {
        let event = try labEvent("ResetWorld")
        try await commit { writer throws(ServiceError) in
            writer.head.removeServiceRows()
            let commit = Commit(
                changes: writer.head.drainChanges(), events: [event([:])], history: .whole("world reset"))
            return ((), commit)
        }
    }

    private static func checkName(_ name: String) throws(ServiceError) {
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
            default: false
            }
        }
        guard isPlain, (1...LabLimits.forkNameLength).contains(name.utf8.count) else {
            throw ServiceError(
                ServiceError.Code("InvalidForkName"),
                "a fork's name has 1 to \(LabLimits.forkNameLength) letters, digits, `-`, `_` or `.`")
        }
    }

    private static func checkRoom(for fork: NamedFork, beside forks: Table<NamedFork>) throws(ServiceError) {
        let code = ServiceError.Code("ForkRefused", 409)
        guard forks[fork.id] != nil || forks.count < LabLimits.forks else {
            throw ServiceError(
                code, "there are \(LabLimits.forks) forks already", hint: "`kmslab fork drop NAME` makes room")
        }
        guard fork.rows.count <= LabLimits.forkRows else {
            throw ServiceError(
                code, "a world of \(fork.rows.count) rows is too large for a fork; \(LabLimits.forkRows) are the most")
        }
    }
}

extension WorldState {
    fileprivate func fork(_ name: String) throws(ServiceError) -> NamedFork {
        if let fork = history.forks[NamedFork.ID(name: name)] { return fork }
        throw ServiceError(
            ServiceError.Code("NoSuchFork", 404), "there is no fork `\(name)`", hint: "`kmslab fork list` names them")
    }
}
