import LabCore
import LabKMS
public import LabService
import LabTrail

/// What the lab remembers of its own past: the latest changes, for undo, and the named forks.
///
/// It lies beside the services' states in the world and is kept by the same commits, but is no part of what is undone,
/// forked or reset.
public struct HistoryState: ServiceState {
    /// The latest changes, ascending.
    var steps = Table<HistoryStep>()
    /// The named forks.
    var forks = Table<NamedFork>()

    /// Every table.
    public static let tables: [TablePath<HistoryState>] = [TablePath(\.steps), TablePath(\.forks)]

    /// Remembers a change, and forgets the oldest beyond ``LabLimits/undoSteps``.
    mutating func add(_ summary: HistoryStep.Summary, _ rows: [KeptRow]) {
        let number = (steps.last?.id.number ?? 0) + 1
        steps.put(HistoryStep(number: number, summary: summary, rows: rows))
        steps[HistoryStep.ID(number: number - LabLimits.undoSteps)] = nil
    }

    /// Counts what happened by itself to the latest change, so that it is taken back with it; forgotten when there is
    /// none.
    mutating func extend(_ rows: [KeptRow]) {
        guard var step = steps.last else { return }
        step.extend(with: rows)
        steps.put(step)
    }

    /// Forgets every change.
    mutating func forget() { steps.removeAll() }
}

extension WorldState {
    /// Takes down what `commit` changes, so that it can be undone, and returns the commit with the history's own rows.
    ///
    /// What destroys key material cannot be undone, and ends the history: a row in it would still hold the material.
    mutating func note(_ commit: Commit) -> Commit {
        guard commit.changes.contains(where: \.canBeUndone) else { return commit }
        switch commit.history {
        case .none: return commit
        case .step where commit.destroysMaterial, .continuation where commit.destroysMaterial: history.forget()
        case .step(let title): history.add(commit.summary(title), commit.rowsBefore)
        case .whole(let title): history.add(commit.summary(title), commit.rowsBefore)
        case .continuation: history.extend(commit.rowsBefore)
        }
        return Commit(
            changes: commit.changes + history.drainChanges(), events: commit.events, history: commit.history)
    }
}

extension Commit {
    fileprivate var rowsBefore: [KeptRow] { changes.filter(\.canBeUndone).map(KeptRow.init(before:)) }

    fileprivate func summary(_ title: String?) -> HistoryStep.Summary {
        let event = events.first?.event
        return HistoryStep.Summary(
            title: title ?? event?.name ?? "change", time: event?.time, caller: event?.caller?.principal.arn,
            eventID: event?.eventID)
    }

    /// Whether some key loses material that it had.
    fileprivate var destroysMaterial: Bool {
        changes.contains { change in
            guard let old = change.previous as? KeyRecord else { return false }
            let kept = (change.value as? KeyRecord)?.presentMaterials ?? []
            return !old.presentMaterials.isSubset(of: kept)
        }
    }
}

extension RowChange {
    /// Whether the row belongs to a service: what was found and sent stays found and sent.
    fileprivate var canBeUndone: Bool { WorldState.rowType(of: table) != nil }
}

extension KeyRecord {
    fileprivate var presentMaterials: Set<String> { Set(materials.filter { $0.wrapped != nil }.map(\.id)) }
}
