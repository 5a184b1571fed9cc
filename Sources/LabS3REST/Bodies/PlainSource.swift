import LabCore
import LabCrypto
import LabS3
import LabWire

/// A body that was signed by its hash, or not at all: passed on as it comes, and refused at its end when the hash does
/// not fit.
actor PlainSource: BodySource {
    private let source: any BodySource
    private let signature: VerifiedSignature?
    private let digester: Digester?
    /// Whoever reads in batches asks once more after the end.
    private var isAtEnd = false

    init(_ source: any BodySource, _ signature: VerifiedSignature?) {
        self.source = source
        self.signature = signature
        if case .hash = signature?.payload { digester = Digester(.sha256) } else { digester = nil }
    }

    func next() async throws(ServiceError) -> [UInt8]? {
        guard !isAtEnd else { return nil }
        if let piece = try await source.next() {
            digester?.update(piece)
            return piece
        }
        isAtEnd = true
        if let digester { try signature?.checkBody(sha256: digester.finish()) }
        return nil
    }
}
