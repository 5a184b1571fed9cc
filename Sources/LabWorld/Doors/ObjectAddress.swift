import LabCore

/// An object as a person names it: `BUCKET/KEY`, with `s3://` or `arn:aws:s3:::` in front or not.
struct ObjectAddress: Hashable, Sendable {
    let bucket: String
    let key: String

    /// - Throws: `InvalidDoorInput` for a text without a key.
    init(_ text: String) throws(ServiceError) {
        let prefix = ["s3://", "arn:aws:s3:::"].first { text.hasPrefix($0) } ?? ""
        let parts = text.dropFirst(prefix.count).split(
            separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            throw DoorInput.error("`\(text)` is not of the form BUCKET/KEY")
        }
        bucket = String(parts[0])
        key = String(parts[1])
    }
}
