package import LabCore

/// An experiment that says whether the learner has done what a task is about.
///
/// A check never looks at what was typed, only at what is so: it tries on forks. A kind of check is a file in this folder and
/// its line in ``CheckVocabulary``.
package protocol Check: Sendable {
    /// What `lab.yaml` calls it.
    static var name: String { get }
    /// The parameters that it has.
    static var parameters: [String] { get }
    /// The codes of failure that texts can have words for.
    static var codes: [String] { get }

    /// Reads the parameters.
    init(_ map: Parameters) throws(LabFileError)

    /// Tries, and says what was found. `id` is the check's, under which a baseline was kept.
    ///
    /// - Throws: when the lab itself does not answer; what the lab refuses is a finding.
    func evaluate(in experiment: Experiment, id: String) async throws(ServiceError) -> Finding

    /// What the check compares with later, taken down when the lab begins; `nil` for nothing.
    func baseline(in experiment: Experiment) async throws(ServiceError) -> String?
}

extension Check {
    /// Nothing.
    package func baseline(in experiment: Experiment) async throws(ServiceError) -> String? { nil }
}

/// Every kind of check.
package enum CheckVocabulary {
    /// The kinds, in the order in which the format's page has them.
    package static let kinds: [any Check.Type] = [
        StateCheck.self, CanCheck.self, CannotCheck.self, AttemptCheck.self, ReadsCheck.self, BlindCheck.self,
        OpensCheck.self, DependsOnKeyCheck.self, NoPlaintextKeyCheck.self, AuditCheck.self, AttackCheck.self,
        AfterCheck.self, UnchangedCheck.self, MaterialCheck.self, MinimalCheck.self, FileCheck.self, AnswerCheck.self,
        PredictCheck.self,
    ]

    /// What `lab.yaml` calls them.
    package static let names = kinds.map { $0.name }

    /// Reads the one check that a part holds.
    static func read(_ map: Parameters) throws(LabFileError) -> (check: any Check, parameters: [String: String]) {
        let found = kinds.filter { map.has($0.name) }
        guard let kind = found.first, found.count == 1 else {
            throw map.error("\(map.what) is one of the checks: \(names.joined(separator: ", "))")
        }
        guard let part = try map.part(kind.name, allowing: kind.parameters) else {
            throw map.error("`\(kind.name)` needs parameters")
        }
        return (try kind.init(part), part.flattened)
    }
}
