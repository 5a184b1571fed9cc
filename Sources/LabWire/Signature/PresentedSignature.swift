import LabCore

/// A signature as a request presents it, read but not yet believed.
struct PresentedSignature {
    let place: SignatureFailure.Place
    let accessKeyID: String
    let scope: CredentialScope
    /// Small header names, as the request lists them.
    let signedHeaders: [String]
    let signature: String
    /// The request's time as it goes into the string to sign.
    let timeText: String
    let time: Timestamp
    /// The session token that came along.
    let token: String?
    /// How long a presigned URL lives.
    let lifetimeSeconds: Int?

    /// The places in which `request` carries a signature of Version 4 or 2.
    enum Mechanism: Hashable {
        case header
        case query
        case version2Header
        case version2Query
    }

    /// Where the signature is; `nil` when there is none.
    ///
    /// Version 2 is looked for only where `allowsVersion2`, because its parameters have everyday names.
    static func mechanism(
        _ request: WireRequest, allowsVersion2: Bool
    ) throws(SignatureFailure) -> Mechanism? {
        var found: [Mechanism] = []
        if let text = request.headers["authorization"] {
            guard request.headers.count("authorization") == 1 else { throw SignatureFailure(.malformedAuthorization) }
            found.append(allowsVersion2 && text.hasPrefix("AWS ") ? .version2Header : .header)
        }
        if !request.query.isEmpty { found += queryMechanisms(request.query, allowsVersion2) }
        guard found.count <= 1 else { throw SignatureFailure(.severalMechanisms) }
        return found.first
    }

    private static func queryMechanisms(_ query: WireQuery, _ allowsVersion2: Bool) -> [Mechanism] {
        let version4 = ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature"].contains(where: query.contains)
        let version2 = allowsVersion2 && ["AWSAccessKeyId", "Signature"].contains(where: query.contains)
        return (version4 ? [.query] : []) + (version2 ? [.version2Query] : [])
    }

    /// `KEY/DATE/REGION/SERVICE/aws4_request`, each part checked for its form.
    static func credential(
        _ text: ArraySlice<UInt8>
    ) throws(SignatureFailureCause) -> (accessKeyID: String, scope: CredentialScope) {
        let parts = text.pieces("/").map(\.text)
        guard parts.count == 5, isAccessKeyID(parts[0]), !parts[2].isEmpty, !parts[3].isEmpty else {
            throw .malformedCredential(text.text)
        }
        guard parts[4] == CredentialScope.terminator else { throw .wrongTerminator(parts[4]) }
        guard parts[1].utf8.count == 8, parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw .malformedScopeDate(parts[1])
        }
        return (parts[0], CredentialScope(date: parts[1], region: parts[2], service: parts[3]))
    }

    /// The names in `SignedHeaders`: small header names, none twice. A line's end in one could move a part of the
    /// canonical request into another.
    static func signedHeaders(_ text: ArraySlice<UInt8>) throws(SignatureFailureCause) -> [String] {
        let pieces = text.pieces(";")
        let areSmall = pieces.allSatisfy { name in
            !name.isEmpty && name.allSatisfy { isTokenByte($0) && !(0x41...0x5A).contains($0) }
        }
        let isSorted = zip(pieces, pieces.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) }
        guard areSmall, pieces.count <= 128, isSorted || Set(pieces).count == pieces.count else {
            throw .malformedSignedHeaders
        }
        return pieces.map(\.text)
    }

    /// Letters, digits and a few marks, at most 128: what IAM and habit allow.
    static func isAccessKeyID(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count)
            && text.utf8.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }
    }

    /// RFC 9110, 5.6.2.
    static func isToken(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy(isTokenByte)
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E...0x60, 0x7C, 0x7E: true
        default: false
        }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}

/// The reasons, for functions that do not know the place.
typealias SignatureFailureCause = SignatureFailure.Cause
extension SignatureFailure.Cause: Error {}
