public import LabCore

extension ChecksumHeaders {
    /// Compares the headers of a request whose body is a document with that body.
    ///
    /// The wire calls it where the body is in memory and never stored; bodies of objects are checked while they are
    /// taken in.
    ///
    /// - Throws: `InvalidDigest`, `BadDigest`, and `InvalidRequest` for headers that make no sense.
    public func check(document: [UInt8], trailers: [String: String] = [:]) throws(ServiceError) {
        let expected = try ExpectedChecksums(self)
        var digests = BodyDigests(
            expected, needsMD5: false, algorithm: expected.claim?.algorithm ?? expected.trailing)
        digests.update(document)
        _ = try digests.finish(trailers: trailers, md5Expectation: .hex)
    }
}
