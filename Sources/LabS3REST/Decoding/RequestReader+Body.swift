import LabCore
import LabS3
import LabWire

// The body: as a stream for objects, whole for documents.
extension RequestReader {
    /// A body on its way in, without frames, verified when its end has been read.
    struct IncomingBody: Sendable {
        let source: any BodySource
        /// The length of the payload; `nil` when nobody said.
        let length: Int?
    }

    /// The longest document.
    private static let documentBytes = 4 << 20

    /// - Throws: `MissingContentLength` when nobody said how long the payload is.
    func objectBody() throws(ServiceError) -> IncomingBody {
        let body = try body()
        guard body.length != nil else {
            throw ServiceError(
                .init("MissingContentLength", 411), "You must provide the Content-Length HTTP header.")
        }
        return body
    }

    private func body() throws(ServiceError) -> IncomingBody {
        if let head = try AWSChunkedHead.read(request.wire, request.signature) {
            return IncomingBody(source: ChunkedSource(request.body, head), length: head.decodedLength)
        }
        return IncomingBody(
            source: PlainSource(request.body, request.signature), length: request.declaredLength)
    }

    /// The whole body, verified, its checksums compared.
    func wholeBody() async throws(ServiceError) -> [UInt8] { try await wholeBody(against: checksums) }

    /// The whole body, verified, compared with these of its checksums.
    func wholeBody(against checksums: ChecksumHeaders) async throws(ServiceError) -> [UInt8] {
        let source = try body().source
        var whole: [UInt8] = []
        while let piece = try await source.next() {
            whole += piece
            guard whole.count <= Self.documentBytes else {
                throw ServiceError(
                    .init("MaxMessageLengthExceeded"), "Your request was too big.",
                    details: ["MaxMessageLengthBytes": String(Self.documentBytes)])
            }
        }
        try checksums.check(document: whole, trailers: await source.trailers())
        return whole
    }

    /// What the body says, as an XML document with the root element `root`.
    ///
    /// - Throws: when the body does not arrive as it was announced. XML that says nothing is a value: the operation looks
    ///   at it when its turn comes.
    func document<Value>(
        _ root: String, _ read: (XMLElement) throws(ServiceError) -> Value
    ) async throws(ServiceError) -> Decoded<Value> {
        let bytes = try await wholeBody()
        return Self.decode(bytes, root, read)
    }

    static func decode<Value>(
        _ bytes: [UInt8], _ root: String, _ read: (XMLElement) throws(ServiceError) -> Value
    ) -> Decoded<Value> {
        let element: XMLElement
        do throws(XMLError) {
            element = try XMLReader.parse(bytes)
        } catch {
            return .failure(S3Error.malformedXML)
        }
        guard element.name == root else { return .failure(S3Error.malformedXML) }
        do throws(ServiceError) {
            return .success(try read(element))
        } catch {
            return .failure(error)
        }
    }
}

extension XMLElement {
    /// The text of the first child `name`, without space around it.
    func value(_ name: String) -> String? { self[name]?.trimmedText }

    /// The texts of all children `name`.
    func values(_ name: String) -> [String] { all(name).map(\.trimmedText) }

    /// The number in a child.
    ///
    /// - Throws: `MalformedXML` for anything but a number.
    func number(_ name: String) throws(ServiceError) -> Int? {
        guard let text = value(name) else { return nil }
        guard let number = Int(text) else { throw S3Error.malformedXML }
        return number
    }

    /// Whether a child says `true`.
    ///
    /// - Throws: `MalformedXML` for anything but a Boolean.
    func flag(_ name: String) throws(ServiceError) -> Bool? {
        switch value(name)?.lowercased() {
        case nil: nil
        case "true", "1": true
        case "false", "0": false
        default: throw S3Error.malformedXML
        }
    }

    /// The text of a child that must be there.
    func required(_ name: String) throws(ServiceError) -> String {
        guard let text = value(name) else { throw S3Error.malformedXML }
        return text
    }
}
