import LabCore
import LabS3
import LabWire

// Groups of header fields that several operations share.
extension RequestReader {
    var bucketRequest: BucketRequest { BucketRequest(bucket: bucket, facts: facts) }

    var versionRequest: VersionRequest {
        VersionRequest(bucket: bucket, key: key, versionID: query("versionId"), facts: facts)
    }

    /// Everything that an object gets beside its body.
    var objectHeaders: ObjectHeaders {
        ObjectHeaders(
            properties: properties, tagging: header("x-amz-tagging"), encryption: encryption, lock: lock,
            access: access)
    }

    private var properties: ObjectProperties {
        var properties = ObjectProperties()
        properties.contentType = header("content-type")
        properties.cacheControl = header("cache-control")
        properties.contentDisposition = header("content-disposition")
        properties.contentEncoding = AWSChunkedHead.storedContentEncoding(request.wire)
        properties.contentLanguage = header("content-language")
        properties.expires = header("expires")
        properties.websiteRedirectLocation = header("x-amz-website-redirect-location")
        properties.storageClass = header("x-amz-storage-class")
        properties.metadata = metadata
        return properties
    }

    /// `x-amz-meta-*`, names in small letters, values of a name joined by commas.
    private var metadata: [MetadataEntry] {
        let prefix = "x-amz-meta-"
        var values: [String: [String]] = [:]
        var order: [String] = []
        for field in headers.fields {
            let name = field.name.lowercased()
            guard name.hasPrefix(prefix) else { continue }
            if values[name] == nil { order.append(name) }
            values[name, default: []].append(field.value)
        }
        return order.map { name in
            MetadataEntry(String(name.dropFirst(prefix.count)), values[name, default: []].joined(separator: ","))
        }
    }

    var encryption: EncryptionHeaders {
        let name = "x-amz-server-side-encryption"
        return EncryptionHeaders(
            serverSideEncryption: header(name), sseKMSKeyID: header("\(name)-aws-kms-key-id"),
            sseKMSEncryptionContext: header("\(name)-context"),
            bucketKeyEnabled: header("\(name)-bucket-key-enabled"), customerKey: customerKey)
    }

    var customerKey: CustomerKeyHeaders { customerKey("x-amz-server-side-encryption-customer-") }

    var copySourceCustomerKey: CustomerKeyHeaders {
        customerKey("x-amz-copy-source-server-side-encryption-customer-")
    }

    private func customerKey(_ prefix: String) -> CustomerKeyHeaders {
        CustomerKeyHeaders(
            algorithm: header("\(prefix)algorithm"), key: header("\(prefix)key"), keyMD5: header("\(prefix)key-md5"))
    }

    private var lock: LockHeaders {
        LockHeaders(
            mode: header("x-amz-object-lock-mode"), retainUntilDate: header("x-amz-object-lock-retain-until-date"),
            legalHold: header("x-amz-object-lock-legal-hold"))
    }

    var access: AccessHeaders {
        AccessHeaders(
            acl: header("x-amz-acl"), grantFullControl: header("x-amz-grant-full-control"),
            grantRead: header("x-amz-grant-read"), grantReadACP: header("x-amz-grant-read-acp"),
            grantWrite: header("x-amz-grant-write"), grantWriteACP: header("x-amz-grant-write-acp"))
    }

    var checksums: ChecksumHeaders {
        ChecksumHeaders(
            contentMD5: header("content-md5"),
            values: ChecksumAlgorithm.allCases.compactMap { algorithm in
                header(algorithm.headerName).map { ChecksumHeaders.Claim(algorithm, $0) }
            },
            sdkAlgorithm: header("x-amz-sdk-checksum-algorithm"), trailer: header("x-amz-trailer"))
    }

    var writeConditions: WriteConditions {
        WriteConditions(ifMatch: header("if-match"), ifNoneMatch: header("if-none-match"))
    }

    var readConditions: ReadConditions { readConditions("") }

    var copySourceConditions: ReadConditions { readConditions("x-amz-copy-source-") }

    private func readConditions(_ prefix: String) -> ReadConditions {
        ReadConditions(
            ifMatch: header("\(prefix)if-match"), ifNoneMatch: header("\(prefix)if-none-match"),
            ifModifiedSince: date("\(prefix)if-modified-since"),
            ifUnmodifiedSince: date("\(prefix)if-unmodified-since"))
    }

    /// A date in a header field, as HTTP writes it or in ISO 8601.
    private func date(_ name: String) -> Timestamp? {
        header(name).flatMap { Timestamp(httpDate: $0) ?? Timestamp(iso8601: $0) }
    }
}
