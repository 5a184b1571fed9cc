import LabCore
import LabS3
import LabWire

extension S3Response {
    /// A document of S3's namespace.
    static func xml(
        _ root: String, status: Int = 200, headers: WireHeaders = [:], _ content: (inout XMLWriter) -> Void
    ) -> S3Response {
        var response = S3Response(status: status, headers: headers)
        response.headers["Content-Type"] = "application/xml"
        response.body = .bytes(XMLWriter.document(root, namespace: XMLWriter.s3Namespace, content))
        return response
    }

    /// 204, with nothing.
    static let noContent = S3Response(status: 204)
}

extension WireHeaders {
    /// Puts a field in unless there is nothing to say.
    mutating func set(_ name: String, _ value: String?) {
        if let value { self[name] = value }
    }

    /// How a version or an upload is encrypted.
    mutating func set(_ encryption: EncryptionAnswer) {
        let name = "x-amz-server-side-encryption"
        set(name, encryption.serverSideEncryption)
        set("\(name)-aws-kms-key-id", encryption.sseKMSKeyID)
        set("\(name)-context", encryption.sseKMSEncryptionContext)
        set("\(name)-bucket-key-enabled", encryption.bucketKeyEnabled == true ? "true" : nil)
        set("\(name)-customer-algorithm", encryption.sseCustomerAlgorithm)
        set("\(name)-customer-key-MD5", encryption.sseCustomerKeyMD5)
    }

    /// A checksum, with how it was made.
    mutating func set(_ checksum: ObjectChecksum?, withType: Bool = true) {
        guard let checksum else { return }
        self[checksum.algorithm.headerName] = checksum.value
        if withType { self["x-amz-checksum-type"] = checksum.type.rawValue }
    }
}

extension XMLWriter {
    /// A date as S3's documents have it: milliseconds, always zero.
    mutating func element(_ name: String, _ date: Timestamp) {
        let seconds = Timestamp(millisecondsSince1970: date.millisecondsSince1970 / 1000 * 1000)
        element(name, seconds.iso8601Milliseconds)
    }

    /// An entity tag, in quotes.
    mutating func eTag(_ eTag: String) { element("ETag", "\"\(eTag)\"") }

    /// The owner of a bucket or a version: since the end of 2025 an id only.
    mutating func owner(_ id: String) {
        element("Owner") { $0.element("ID", id) }
    }

    /// A checksum, in the element of its algorithm.
    mutating func checksum(_ checksum: ObjectChecksum?, withType: Bool = true) {
        guard let checksum else { return }
        element("Checksum\(checksum.algorithm.rawValue)", checksum.value)
        if withType { element("ChecksumType", checksum.type.rawValue) }
    }

    /// A set of tags.
    mutating func tagSet(_ tags: [S3Tag]) {
        element("TagSet") { xml in
            for tag in tags {
                xml.element("Tag") { xml in
                    xml.element("Key", tag.key)
                    xml.element("Value", tag.value)
                }
            }
        }
    }
}

/// How the names in a listing are written: as they are, or percent-encoded where `encoding-type=url` asks for it.
struct NameEncoding: Sendable {
    let type: String?

    init(_ type: String?) {
        self.type = type
    }

    func encode(_ name: String) -> String {
        type == "url" ? PercentEncoding.encode(name, keepingSlash: true) : name
    }

    func encode(_ name: String?) -> String? {
        guard let name else { return nil }
        let text: String = encode(name)
        return text
    }
}
