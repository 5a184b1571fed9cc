import LabCore
import LabCrypto
import LabS3
import LabServer
import LabWire

/// A request to the object store, in S3's own words.
struct StoreRequest: Sendable {
    let method: String
    let bucket: String
    /// The key; `nil` for the bucket itself.
    var key: String?
    /// The query: names without a value are sub-resources.
    var query: [(name: String, value: String?)] = []
    var headers: WireHeaders = [:]
    var body: any BodySource = MemorySource([])
    var length = 0
    /// How the body is signed.
    var payload = PayloadMode.unsigned

    init(_ method: String, _ bucket: String, _ key: String? = nil, query: [(name: String, value: String?)] = []) {
        self.method = method
        self.bucket = bucket
        self.key = key
        self.query = query
    }

    /// Path and query, percent-encoded.
    var target: String {
        let path = [bucket, key].compactMap { $0 }.map { PercentEncoding.encode($0, keepingSlash: true) }
        let parameters = query.map { parameter in
            PercentEncoding.encode(parameter.name) + (parameter.value.map { "=\(PercentEncoding.encode($0))" } ?? "")
        }
        let text = parameters.isEmpty ? "" : "?\(parameters.joined(separator: "&"))"
        return "/\(path.joined(separator: "/"))\(text)"
    }

    /// The same request with a document as its body, vouched for by its MD5.
    func with(document: [UInt8]) -> StoreRequest {
        var request = self
        request.body = MemorySource(document)
        request.length = document.count
        request.headers["Content-MD5"] = Base64.encode(DigestAlgorithm.md5.digest(of: document))
        return request
    }
}

extension LabConnection {
    /// Asks the object store and takes the whole answer.
    func store(_ request: StoreRequest) async throws -> StoreAnswer {
        try await store(request) { answer in
            var body: [UInt8] = []
            while let piece = try await answer.body.next() { body += piece }
            return StoreAnswer(headers: answer.headers, body: body)
        }
    }

    /// Asks the object store for a document.
    func document(_ request: StoreRequest) async throws -> XMLElement {
        let answer = try await store(request)
        do {
            return try XMLReader.parse(answer.body)
        } catch {
            throw ServiceError(ServiceError.Code("UnreadableAnswer"), "the answer is not XML")
        }
    }
}

/// An answer of the object store that is whole in memory.
struct StoreAnswer: Sendable {
    let headers: WireHeaders
    let body: [UInt8]
}
