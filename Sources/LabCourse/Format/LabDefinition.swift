import LabCore
import LabWorld

/// A lab's structure, as `lab.yaml` says it, with the facts of one seed.
package struct LabDefinition: Sendable {
    /// The lab's id, which is its folder's name.
    package let id: String
    /// What it belongs to.
    package let chapter: Chapter
    /// How many minutes it takes.
    package let minutes: Int
    /// Points of exams that it covers.
    package let examPoints: [String]
    /// Points of the course's own list.
    package let seedPoints: [String]
    /// Labs that should come before.
    package let after: [String]
    /// The world that it begins in.
    package let world: StartWorld
    /// The workspace at the start: names there, paths in the folder.
    package let files: [WorkspaceFile]
    /// What the seed decided.
    package let facts: LabFacts
    /// Steps that prepare the world.
    package let setup: [LabStep]
    /// What the learner is asked before the decisive command.
    package let predictions: [LabQuestion]
    /// Questions with an answer.
    package let answers: [LabQuestion]
    /// The tasks, in order.
    package let tasks: [LabTask]
    /// The solution in `kmslab`'s words.
    package let solution: [LabStep]
    /// The solution in the `aws` command's words.
    package let awsSolution: [LabStep]
    /// Other right answers.
    package let alsoRight: [LabAnswer]
    /// Wrong answers.
    package let wrong: [LabAnswer]

    /// Every check, in order.
    package var checks: [CheckDefinition] { tasks.flatMap(\.checks) }

    /// A part of the course.
    package enum Chapter: String, CaseIterable, Sendable {
        case tour, bytes, life, who, storage, lock, audit
    }

    /// Where a lab begins.
    package enum StartWorld: Sendable, Equatable {
        case empty
        case builtIn(String)
        case file(String)
    }

    /// A file of the workspace at the start.
    package struct WorkspaceFile: Sendable {
        /// Its path in the workspace.
        package let name: String
        /// Its path in the folder.
        package let source: String
    }
}

/// A task with what is checked of it.
package struct LabTask: Sendable {
    /// Its id.
    package let id: String
    /// Its checks.
    package let checks: [CheckDefinition]
}

/// A check with everything that the engine needs to know of it.
package struct CheckDefinition: Sendable {
    /// Its id.
    package let id: String
    /// What is tried.
    package let check: any Check
    /// Its parameters that are plain texts, which its sentences can use.
    package let parameters: [String: String]
    /// What a learner can look at.
    package let see: String?
    /// Whether it may pass before anything was done.
    package let isAlready: Bool
    /// Whether the lab counts as solved without it.
    package let isOptional: Bool
    /// The line in `lab.yaml`.
    package let line: Int
}

/// An answer to a lab: another right one, or a wrong one.
package struct LabAnswer: Sendable {
    /// Its id.
    package let id: String
    /// What is done.
    package let steps: [LabStep]
    /// The checks that have to fail, and no others.
    package let fails: [String]
    /// What some failing check has to say, by language.
    package let says: [Language: [String]]
    /// The line in `lab.yaml`.
    package let line: Int
}
