import ArgumentParser
import LabClient
import LabCore
import LabCrypto
import LabWire

/// How a new object is to be encrypted.
struct EncryptionOptions: ParsableArguments {
    /// The four encryptions of S3.
    enum Mode: String, ExpressibleByArgument, CaseIterable {
        case s3
        case kms
        case dsse
        case c
    }

    @Option(help: "Server-side encryption: s3, kms, dsse or c (default: what the bucket says).")
    var sse: Mode?

    @Option(help: ArgumentHelp("The KMS key, for kms and dsse (default: aws/s3).", valueName: "key"))
    var sseKey: String?

    @Flag(inversion: .prefixedNo, help: "Go through a bucket-level key: fewer calls to KMS.")
    var bucketKey: Bool?

    @OptionGroup var customer: CustomerKeyOption

    /// The headers of a write.
    func headers() throws -> WireHeaders {
        var headers = try customer.headers()
        let name = "x-amz-server-side-encryption"
        guard (sse == .c) == (customer.sseCKey != nil) else {
            throw Failure(.usage, "`--sse c` and `--sse-c-key FILE` go together")
        }
        guard sseKey == nil || sse == .kms || sse == .dsse else {
            throw Failure(.usage, "`--sse-key` needs `--sse kms` or `--sse dsse`")
        }
        switch sse {
        case .s3: headers[name] = "AES256"
        case .kms: headers[name] = "aws:kms"
        case .dsse: headers[name] = "aws:kms:dsse"
        case .c, nil: break
        }
        headers["\(name)-aws-kms-key-id"] = sseKey
        headers["\(name)-bucket-key-enabled"] = bucketKey.map { $0 ? "true" : "false" }
        return headers
    }
}

/// A key that the customer keeps himself.
struct CustomerKeyOption: ParsableArguments {
    @Option(
        name: .customLong("sse-c-key"),
        help: ArgumentHelp("A file with your own 256-bit key: 32 bytes, or their hex or base64.", valueName: "file"))
    var sseCKey: String?

    /// The three headers; none without a key.
    func headers() throws -> WireHeaders { try Self.headers(of: sseCKey) }

    /// The three headers for the key in a file.
    ///
    /// - Parameter prefix: `x-amz-copy-source-` for the source of a copy.
    static func headers(of file: String?, _ prefix: String = "x-amz-") throws -> WireHeaders {
        guard let file else { return [:] }
        let key = try key(try TextArgument.file(file, limit: 4096), file)
        let name = "\(prefix)server-side-encryption-customer"
        return [
            "\(name)-algorithm": "AES256", "\(name)-key": Base64.encode(key),
            "\(name)-key-MD5": Base64.encode(DigestAlgorithm.md5.digest(of: key)),
        ]
    }

    private static func key(_ bytes: [UInt8], _ path: String) throws(Failure) -> [UInt8] {
        if bytes.count == 32 { return bytes }
        let text = String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace }
        if let key = Hex.decode(text) ?? Base64.decode(text), key.count == 32 { return key }
        throw Failure(
            .usage, "`\(path)` is not a 256-bit key",
            hint: "`openssl rand -out \(path) 32` makes one; whoever loses it loses the object")
    }
}

extension WireHeaders {
    /// Adds fields, in the place of those of the same name.
    mutating func set(_ other: WireHeaders) {
        for field in other.fields { self[field.name] = field.value }
    }
}
