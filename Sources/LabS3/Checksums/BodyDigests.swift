import LabCore
import LabCrypto

/// Everything that is computed over a body while it passes. It belongs to one task.
struct BodyDigests {
    private let expected: ExpectedChecksums
    private let md5: Digester?
    private var checksum: RunningChecksum?

    /// What a body came to.
    struct Result: Sendable {
        /// Computed only when somebody wants it: MD5 is slower than encryption.
        let md5: [UInt8]?
        let checksum: ObjectChecksum?
    }

    /// - Parameters:
    ///   - expected: What the client said.
    ///   - needsMD5: Whether the entity tag is the MD5.
    ///   - algorithm: The checksum to keep; `nil` for none.
    init(_ expected: ExpectedChecksums, needsMD5: Bool, algorithm: ChecksumAlgorithm?) {
        self.expected = expected
        md5 = needsMD5 || expected.md5 != nil ? Digester(.md5) : nil
        checksum = algorithm.map(RunningChecksum.init)
    }

    /// Whether they take longer than encryption.
    var areSlow: Bool { md5 != nil || checksum?.isSlow == true }

    mutating func update(_ bytes: [UInt8]) {
        md5?.update(bytes)
        checksum?.update(bytes)
    }

    /// Compares with what the client said.
    ///
    /// - Parameter md5Expectation: How `BadDigest` writes the expected MD5: PutObject and UploadPart differ.
    /// - Throws: `BadDigest`; `InvalidRequest` or `MalformedTrailerError` for the trailing checksum.
    func finish(
        trailers: [String: String], md5Expectation: S3Error.DigestForm
    ) throws(ServiceError) -> Result {
        let computed = md5?.finish()
        if let wanted = expected.md5, let computed, wanted != computed {
            throw S3Error.badMD5(expected: wanted, as: md5Expectation, computed: computed)
        }
        let sum = checksum.map { ObjectChecksum(algorithm: $0.algorithm, value: Base64.encode($0.finish())) }
        try check(sum, trailers)
        return Result(md5: computed, checksum: sum)
    }

    private func check(_ sum: ObjectChecksum?, _ trailers: [String: String]) throws(ServiceError) {
        guard let sum else { return }
        if let claim = expected.claim, claim.algorithm == sum.algorithm, claim.value != sum.value {
            throw S3Error.badChecksum(sum.algorithm)
        }
        guard let trailing = expected.trailing else { return }
        guard let value = trailers[trailing.headerName] else { throw S3Error.malformedTrailer }
        try ExpectedChecksums.checkForm(value, trailing, header: "trailing header")
        if trailing == sum.algorithm, value != sum.value { throw S3Error.badChecksum(sum.algorithm) }
    }
}
