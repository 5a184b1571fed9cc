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
