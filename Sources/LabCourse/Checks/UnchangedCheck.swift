import LabCore
import LabCrypto

/// `unchanged`: something is as it was when the lab began.
struct UnchangedCheck: Check {
    static let name = "unchanged"
    static let parameters = Subject.allCases.map(\.rawValue)
    static let codes = ["changed"]

    /// What has to be as it was.
    enum Subject: String, CaseIterable, Sendable {
        /// A file of the workspace.
        case file
        /// An object's bytes as they are stored: BUCKET/KEY.
        case object
        /// The key behind an alias.
        case key
        /// A key's policy.
        case policy
        /// A bucket's policy.
        case bucketPolicy = "bucket_policy"
    }

    let subject: Subject
    let name: String

    init(_ map: Parameters) throws(LabFileError) {
        let subjects = Subject.allCases.filter { map.has($0.rawValue) }
        guard let subject = subjects.first, subjects.count == 1 else {
            throw map.error("`unchanged` has one of \(Self.parameters.joined(separator: ", "))")
        }
        self.subject = subject
        name =
            subject == .file
            ? try map.requiredWorkspaceFile("file") : try map.required(subject.rawValue)
    }
}

extension UnchangedCheck {
    func evaluate(in experiment: Experiment, id: String) async throws(ServiceError) -> Finding {
        let now = try await baseline(in: experiment)
        let isSame = now == experiment.session.baselines[id]
        return isSame ? .pass(["name": name]) : .fail("changed", ["name": name])
    }

    func baseline(in experiment: Experiment) async throws(ServiceError) -> String? {
        switch subject {
        case .file: return experiment.workspace.read(name).map { DigestAlgorithm.sha256.hex($0) } ?? "absent"
        case .object:
            let outcome = try await experiment.outcome(Experiment.store("StoredBytes", name, as: "root"))
            return outcome.output.bytes("body").map { DigestAlgorithm.sha256.hex($0) } ?? "absent"
        case .key: return try await experiment.keyARN(of: name) ?? "absent"
        case .policy:
            let key = try await experiment.keyARN(of: name) ?? name
            let outcome = try await experiment.outcome(Experiment.kms("GetKeyPolicy", ["KeyId": .string(key)]))
            return outcome.output["Policy"]?.string ?? "absent"
        case .bucketPolicy:
            let outcome = try await experiment.outcome(Experiment.store("GetBucketPolicy", name, as: "root"))
            return outcome.output["policy"]?.string ?? "absent"
        }
    }
}
