import LabClient
import LabCore
import LabCrypto
import LabKMS
import LabPolicy
import LabWire

/// A parser that strangers feed: whatever the bytes, it returns. What must hold beyond that is a precondition.
struct FuzzTarget: Sendable {
    /// The target's name; its seeds are in the folder of that name.
    let name: String
    /// Words that a blind mutation would hardly find.
    let words: [String]
    let run: @Sendable ([UInt8]) -> Void

    /// Every target.
    static let all: [FuzzTarget] = [
        .signature, .chunked, .signedChunked, .xml, .json, .queryForm, .policy, .ciphertext, .message, .envelope,
        .sealedFile, .privateKey, .publicKey, .text,
    ]
}

extension FuzzTarget {
    /// JSON bodies: what is read and written is read as the same again.
    static let json = FuzzTarget(
        name: "json", words: ["\\u0000", "\\ud83d\\ude00", "1e999", "-0", "{\"a\":", "[[[[", "null", "\u{FEFF}"]
    ) { bytes in
        guard let value = try? JSONParser.parse(bytes, duplicates: .refuse) else { return }
        let written = value.compactBytes
        guard let again = try? JSONParser.parse(written, duplicates: .refuse) else {
            preconditionFailure("what was written is not read")
        }
        precondition(again.compactBytes == written, "JSON changes on its way")
    }

    /// XML bodies.
    static let xml = FuzzTarget(
        name: "xml", words: ["<![CDATA[", "]]>", "<!DOCTYPE", "<!--", "&#x0;", "&lt;", "xmlns:xsi=\"", "</", "/>"]
    ) { bytes in
        _ = try? XMLReader.parse(bytes)
    }

    /// The forms of the query protocol.
    static let queryForm = FuzzTarget(
        name: "query-form",
        words: [".member.", ".entry.1.key", "%00", "%ff", "&&", "=", "Action=", ".member.99999999999"]
    ) { bytes in
        _ = try? QueryForm.parse(bytes)
    }

    /// Policy documents, and a decision by each.
    static let policy = FuzzTarget(
        name: "policy",
        words: ["\"NotPrincipal\"", "\"Condition\":{", "${aws:username}", "${", "ForAllValues:", "IfExists", "*", "?"]
    ) { bytes in
        guard let text = String(validating: bytes, as: UTF8.self) else { return }
        let kinds: [PolicyKind] = [.boundary, .session, .serviceControl, .resourceControl]
        for kind in kinds { _ = try? PolicyDocument(parsing: text, kind: kind) }
        guard let document = try? PolicyDocument(parsing: text, kind: .session) else { return }
        let held = AttachedPolicy(document, name: "fuzzed", holder: .session("fuzzed"))
        let request = AccessRequest(
            principal: .root(.standard), action: "kms:Decrypt", resource: "arn:aws:kms:us-east-1:111122223333:key/k")
        _ = PolicyEvaluator.decide(request, ApplicablePolicies(session: [held]), rules: .kms)
    }

    /// Names, times and encodings.
    static let text = FuzzTarget(
        name: "text", words: ["arn:aws:", "%2F", "%", "2026-11-25T00:00:00Z", "+00:00", "::", "P1Y", "366d"]
    ) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        if let arn = ARN(text) { precondition(ARN(arn.description) == arn, "an ARN changes on its way") }
        _ = LabDuration(text)
        _ = Timestamp(iso8601: text)
        if let decoded = try? PercentEncoding.decode(text) {
            let again = try? PercentEncoding.decode(PercentEncoding.encode(decoded))
            precondition(again.map { Array($0.utf8) } == Array(decoded.utf8), "an encoding changes on its way")
        }
    }
}

extension FuzzTarget {
    /// Ciphertext blobs: header and ciphertext together are the blob.
    static let ciphertext = FuzzTarget(name: "ciphertext", words: ["\u{1}\u{1}", "us-east-1"]) { bytes in
        guard let blob = CiphertextBlob(bytes) else { return }
        precondition(blob.header + blob.sealed == bytes, "a blob loses bytes")
    }

    /// Messages of the AWS Encryption SDK's format.
    static let message = FuzzTarget(name: "message", words: ["aws-kms", "aws-crypto-public-key"]) { bytes in
        _ = MessageExplanation(of: bytes)
    }

    /// Sealed files: the parts together are the file, and the explanation reads what the reader reads.
    static let sealedFile = FuzzTarget(name: "sealed-file", words: ["KLB\u{1}", "KLB\u{1}\u{1}\u{10}"]) { bytes in
        let explanation = try? SealedFileExplanation(of: RandomAccessBytes(bytes)) { _, _ in [] }
        guard let file = try? SealedFile(bytes) else {
            return precondition(explanation == nil, "what is explained cannot be read")
        }
        precondition(file.header.serialized + file.nonce + file.sealed == bytes, "a sealed file loses bytes")
        precondition(explanation?.header == file.header, "the explanation reads another file")
    }

    /// The metadata of the S3 Encryption Client, a field a line.
    static let envelope = FuzzTarget(
        name: "envelope", words: ["x-amz-key-v2", "x-amz-iv", "x-amz-matdesc", "x-amz-cek-alg", "x-amz-c", "x-amz-3"]
    ) { bytes in
        var metadata: [String: String] = [:]
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1).map { String($0) }
            if parts.count == 2 { metadata[parts[0]] = parts[1] }
        }
        _ = try? S3Envelope(metadata: metadata)
        _ = try? S3Envelope(metadata: [:], instructionFile: bytes)
    }

    /// Private keys in DER.
    static let privateKey = FuzzTarget(name: "private-key", words: []) { bytes in
        for algorithm in [KeyAlgorithm.rsa(bits: 2048), .ec(.p256), .ed25519] {
            _ = try? PrivateKey(pkcs8: bytes, as: algorithm, validation: .form)
        }
    }

    /// Public keys in DER: what is read is written as it came.
    static let publicKey = FuzzTarget(name: "public-key", words: []) { bytes in
        _ = try? PublicKey(subjectPublicKeyInfo: bytes)
        _ = try? PublicKey(rsaPublicKey: bytes)
    }
}
