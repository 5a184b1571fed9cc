public import LabCore
import LabCrypto

/// The fields of an HTML form that sign its policy: a browser's upload to S3.
///
/// - SeeAlso: Amazon S3 API Reference, "Authenticating requests: browser-based uploads using POST"; `aws-s3.md`, F.4
public struct SignedForm: Sendable {
    /// The fields, looked up without regard to case; a field that comes twice counts once, the first.
    private let fields: [(name: String, value: String)]

    /// The fields of a form, in order, without the file.
    public init(_ fields: [(name: String, value: String)]) {
        self.fields = fields
    }

    /// The first field `name`.
    public subscript(name: String) -> String? {
        fields.first { $0.name.equalsIgnoringCase(name) }?.value
    }

    /// Whether the form is signed at all; a form without these fields is anonymous.
    public var isSigned: Bool {
        ["policy", "x-amz-signature", "x-amz-credential", "signature", "AWSAccessKeyId"].contains { self[$0] != nil }
    }
}

extension SignatureVerifier {
    /// Verifies the signature of a form's policy: of Version 4, or of Version 2 as botocore makes it by default.
    ///
    /// What is signed is the base64 text of the policy. What the policy says, and when it expires, is the caller's to
    /// check.
    ///
    /// - Throws: `InvalidArgument` for a missing field, otherwise as S3 answers a wrong signature.
    public func verify(
        _ form: SignedForm, at now: Timestamp, credential: (String) -> SigningCredential?
    ) throws(ServiceError) -> VerifiedSignature {
        let policy = try Self.field("policy", form)
        do throws(SignatureFailureCause) {
            let isVersion2 = form["x-amz-signature"] == nil && form["signature"] != nil
            if isVersion2 { return try verifyVersion2(form, policy, now, credential) }
        } catch {
            throw SignatureFailure(error).serviceError(for: .s3)
        }
        let fields = (
            credential: try Self.field("X-Amz-Credential", form), date: try Self.field("X-Amz-Date", form),
            algorithm: try Self.field("X-Amz-Algorithm", form), signature: try Self.field("X-Amz-Signature", form)
        )
        do throws(SignatureFailureCause) {
            guard fields.algorithm == "AWS4-HMAC-SHA256" else { throw .unsupportedAlgorithm(fields.algorithm) }
            let (accessKeyID, scope) = try PresentedSignature.credential(Array(fields.credential.utf8)[...])
            guard let time = Timestamp(iso8601: fields.date) else { throw .malformedTime(fields.date) }
            let presented = PresentedSignature(
                place: .query, accessKeyID: accessKeyID, scope: scope, signedHeaders: [],
                signature: fields.signature, timeText: fields.date, time: time, token: form["x-amz-security-token"],
                lifetimeSeconds: nil)
            return try verify(presented, policy, now, credential)
        } catch {
            throw SignatureFailure(error, in: .query).serviceError(for: .s3)
        }
    }

    private func verify(
        _ presented: PresentedSignature, _ policy: String, _ now: Timestamp,
        _ credential: (String) -> SigningCredential?
    ) throws(SignatureFailureCause) -> VerifiedSignature {
        let known = try Self.known(presented.accessKeyID, presented.token, now, credential)
        let region = try Self.check(presented, .s3, nil)
        let expected = Hex.encode(cacheKey(known, presented.scope).code(for: Array(policy.utf8)))
        guard ConstantTime.equals(Array(expected.utf8), Array(presented.signature.utf8)) else {
            throw .mismatch(Self.mismatch(presented.accessKeyID, policy, presented.signature))
        }
        return VerifiedSignature(
            accessKeyID: presented.accessKeyID, region: region, service: .s3, mechanism: .form, time: presented.time,
            payload: .unsigned, signature: presented.signature, signedHeaders: [], chunkSignatures: nil)
    }

    private func verifyVersion2(
        _ form: SignedForm, _ policy: String, _ now: Timestamp, _ credential: (String) -> SigningCredential?
    ) throws(SignatureFailureCause) -> VerifiedSignature {
        let (accessKeyID, signature) = (form["AWSAccessKeyId"] ?? "", form["signature"] ?? "")
        let known = try Self.known(accessKeyID, form["x-amz-security-token"], now, credential)
        let key = Array(known.secret.exposed.utf8)
        guard let code = Base64.decode(signature), HMAC.isValid(code, for: Array(policy.utf8), key: key, .sha1) else {
            throw .mismatch(Self.mismatch(accessKeyID, policy, signature))
        }
        return VerifiedSignature(
            accessKeyID: accessKeyID, region: nil, service: .s3, mechanism: .version2Form, time: now,
            payload: .unsigned, signature: signature, signedHeaders: [], chunkSignatures: nil)
    }

    private static func field(_ name: String, _ form: SignedForm) throws(ServiceError) -> String {
        if let value = form[name], !value.isEmpty { return value }
        throw .s3InvalidArgument(
            "Bucket POST must contain a field named '\(name)'.  If it is specified, please check the order of the "
                + "fields.", details: ["ArgumentName": name, "ArgumentValue": ""])
    }

    private static func mismatch(
        _ accessKeyID: String, _ policy: String, _ signature: String
    ) -> SignatureFailure.Mismatch {
        SignatureFailure.Mismatch(
            accessKeyID: accessKeyID, stringToSign: policy, canonicalRequest: nil, provided: signature)
    }
}
