import LabCore

/// A lab under way: what the engine has to remember beside the world and the workspace.
package struct LabSession: Sendable, Codable, Equatable {
    /// The lab.
    package var lab: String
    /// What its facts follow from.
    package var seed: UInt64
    /// The latest event before the learner's first; `nil` when there was none.
    package var lastEventBefore: String?
    /// What `unchanged` compares with, by check.
    package var baselines: [String: String] = [:]
    /// The learner's answers, by question.
    package var answers: [String: String] = [:]
    /// The learner's first predictions, by question: what was said before it was seen.
    package var predictions: [String: String] = [:]
    /// The latest predictions.
    package var latestPredictions: [String: String] = [:]
    /// How many hints of each check were shown.
    package var hints: [String: Int] = [:]
    /// Whether the solution was looked at: the lab then counts as seen, not as solved.
    package var isRevealed = false
    /// Whether the lab was solved.
    package var isSolved = false

    /// A lab that begins.
    package init(lab: String, seed: UInt64) {
        self.lab = lab
        self.seed = seed
    }
}
