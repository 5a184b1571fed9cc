import LabCore

/// What an experiment found: passed, or not and why, with the evidence that its sentence is made of.
package struct Finding: Sendable, Equatable {
    /// The code of the failure; `nil` when the check passed.
    package let code: String?
    /// What was found, by placeholder.
    package var evidence: [String: String]

    /// Whether the check passed.
    package var isPassed: Bool { code == nil }

    /// It is so.
    static func pass(_ evidence: [String: String] = [:]) -> Finding { Finding(code: nil, evidence: evidence) }

    /// It is not so.
    static func fail(_ code: String, _ evidence: [String: String] = [:]) -> Finding {
        Finding(code: code, evidence: evidence)
    }

    /// It is not so: something was refused.
    static func fail(_ code: String, _ outcome: Experiment.Outcome, _ evidence: [String: String] = [:]) -> Finding {
        var evidence = evidence
        evidence["error"] = outcome.error?.code.wireName ?? "none"
        evidence["message"] = outcome.error?.message ?? ""
        return Finding(code: code, evidence: evidence)
    }
}
