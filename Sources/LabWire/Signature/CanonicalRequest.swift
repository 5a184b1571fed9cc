import LabCore
import LabCrypto

/// The one text that both sides make of a request before they sign it.
///
/// - SeeAlso: AWS General Reference, "Create a signed AWS API request"; `aws-s3.md`, section F.1
struct CanonicalRequest {
    /// The text.
    let bytes: [UInt8]

    /// Makes the text of the parts of `request` that `signedHeaders` names.
    ///
    /// - Throws: ``PercentEncoding/Flaw`` when the path or the query cannot be decoded.
    init(
        _ request: WireRequest, signedHeaders: [String], payloadHash: String, isS3: Bool
    ) throws(PercentEncoding.Flaw) {
        var text: [UInt8] = []
        text.reserveCapacity(1024)
        text += request.method.utf8
        text.append(UInt8(ascii: "\n"))
        try Self.appendPath(request.path, isS3: isS3, to: &text)
        text.append(UInt8(ascii: "\n"))
        text += try Self.query(request.query).utf8
        text.append(UInt8(ascii: "\n"))
        for name in signedHeaders { Self.appendHeader(name, of: request, to: &text) }
        text.append(UInt8(ascii: "\n"))
        for (index, name) in signedHeaders.enumerated() {
            if index > 0 { text.append(UInt8(ascii: ";")) }
            text += name.utf8
        }
        text.append(UInt8(ascii: "\n"))
        text += payloadHash.utf8
        bytes = text
    }

    /// Whether the text has the lines it should have. A line's end inside of a method or of a header's value would make
    /// one request's text another's.
    func hasLines(forSignedHeaders count: Int) -> Bool {
        bytes.count { $0 == UInt8(ascii: "\n") } == count + 5
    }

    /// The string to sign: algorithm, time, scope, and the hash of the text.
    func stringToSign(time: String, scope: CredentialScope) -> String {
        "AWS4-HMAC-SHA256\n\(time)\n\(scope)\n\(Hex.encode(DigestAlgorithm.sha256.digest(of: bytes)))"
    }

    /// S3 signs the path encoded once and never normalised; the others normalise it and encode once more.
    private static func appendPath(_ path: String, isS3: Bool, to text: inout [UInt8]) throws(PercentEncoding.Flaw) {
        let bytes = isS3 ? try PercentEncoding.decodeBytes(path) : Array(normalized(path).utf8)
        PercentEncoding.append(bytes, to: &text, keepingSlash: true)
    }

    /// RFC 3986, 5.2.4: dot segments taken out; runs of slashes become one.
    private static func normalized(_ path: String) -> String {
        var segments: [Substring] = []
        for segment in path.split(separator: "/") where segment != "." {
            if segment == ".." { _ = segments.popLast() } else { segments.append(segment) }
        }
        let isDirectory = path.hasSuffix("/") && !segments.isEmpty
        return "/" + segments.joined(separator: "/") + (isDirectory ? "/" : "")
    }

    /// Parameters decoded, encoded in the one way, and sorted by name, then value; the signature itself left out.
    private static func query(_ query: WireQuery) throws(PercentEncoding.Flaw) -> String {
        guard !query.isEmpty else { return "" }
        var pairs: [(name: String, value: String)] = []
        for parameter in query.parameters {
            let name = PercentEncoding.encode(try PercentEncoding.decodeBytes(parameter.rawName, plusIsSpace: true))
            let value = PercentEncoding.encode(try PercentEncoding.decodeBytes(parameter.rawValue, plusIsSpace: true))
            if name != "X-Amz-Signature" { pairs.append((name, value)) }
        }
        pairs.sort { $0.name == $1.name ? $0.value < $1.value : $0.name < $1.name }
        return pairs.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
    }

    /// `name:value`, or `name:first,second` for a header that came more than once.
    private static func appendHeader(_ name: String, of request: WireRequest, to text: inout [UInt8]) {
        text += name.utf8
        var separator = UInt8(ascii: ":")
        if name == "host" {
            text.append(separator)
            appendTrimmed(request.authority, to: &text)
        } else {
            for field in request.headers.fields where field.name.equalsIgnoringCase(name) {
                text.append(separator)
                appendTrimmed(field.value, to: &text)
                separator = UInt8(ascii: ",")
            }
            if separator == UInt8(ascii: ":") { text.append(separator) }
        }
        text.append(UInt8(ascii: "\n"))
    }

    /// The value without white space at its ends, runs of it inside as one space.
    private static func appendTrimmed(_ value: String, to text: inout [UInt8]) {
        let start = text.count
        var isPending = false
        for byte in value.utf8 {
            if byte == 0x20 || byte == 0x09 {
                isPending = text.count > start
            } else {
                if isPending { text.append(0x20) }
                isPending = false
                text.append(byte)
            }
        }
    }
}
