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
        let authorization = request.headers.values("authorization")
        guard authorization.count <= 1 else { throw SignatureFailure(.malformedAuthorization) }
        if let text = authorization.first {
            found.append(allowsVersion2 && text.hasPrefix("AWS ") ? .version2Header : .header)
        }
        let version4 = ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature"]
        if version4.contains(where: request.query.contains) { found.append(.query) }
        let version2 = ["AWSAccessKeyId", "Signature"]
        if allowsVersion2, version2.contains(where: request.query.contains) { found.append(.version2Query) }
        guard found.count <= 1 else { throw SignatureFailure(.severalMechanisms) }
        return found.first
    }

    /// `KEY/DATE/REGION/SERVICE/aws4_request`, each part checked for its form.
    static func credential(
        _ text: String
    ) throws(SignatureFailureCause) -> (accessKeyID: String, scope: CredentialScope) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { String($0) }
        guard parts.count == 5, isAccessKeyID(parts[0]), !parts[2].isEmpty, !parts[3].isEmpty else {
            throw .malformedCredential(text)
        }
        guard parts[4] == CredentialScope.terminator else { throw .wrongTerminator(parts[4]) }
        guard parts[1].utf8.count == 8, Timestamp(iso8601: parts[1] + "T000000Z") != nil else {
            throw .malformedScopeDate(parts[1])
        }
        return (parts[0], CredentialScope(date: parts[1], region: parts[2], service: parts[3]))
    }

    /// The names in `SignedHeaders`: small header names, none twice. A line's end in one could move a part of the
    /// canonical request into another.
    static func signedHeaders(_ text: String) throws(SignatureFailureCause) -> [String] {
        let names = text.split(separator: ";", omittingEmptySubsequences: false).map { String($0) }
        guard names.allSatisfy({ isToken($0) && $0.lowercasedASCII == $0 }), Set(names).count == names.count,
            names.count <= 128
        else { throw .malformedSignedHeaders }
        return names
    }

    /// Letters, digits and a few marks, at most 128: what IAM and habit allow.
    static func isAccessKeyID(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count)
            && text.utf8.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }
    }

    /// RFC 9110, 5.6.2.
    static func isToken(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { isLetterOrDigit($0) || tokenMarks.contains($0) }
    }

    private static let tokenMarks = Set("!#$%&'*+-.^_`|~".utf8)

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}

/// The reasons, for functions that do not know the place.
typealias SignatureFailureCause = SignatureFailure.Cause
extension SignatureFailure.Cause: Error {}
