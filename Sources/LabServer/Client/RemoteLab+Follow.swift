public import LabCore
import LabS3
import LabWire
import LabWorld

extension RemoteLab {
    /// Follows the trail of the lab: hands every line of the stream to `take`, as it comes, and waits until that is done.
    ///
    /// - Parameter input: What narrows the trail, as at the door `trail`.
    /// - Throws: what the door says; `ServerUnreachable` when there is no answer, or when it breaks off; what `take`
    ///   throws. It returns when the server ends the stream.
    public func follow(
        _ input: JSONObject, _ take: @Sendable (JSONObject) async throws -> Void
    ) async throws {
        let body = JSONValue.object(input).compactBytes
        do {
            try await client.exchange(
                doorRequest(TrailFollower.door, .streamed), MemorySource(body), length: body.count
            ) { answer in
                guard answer.status < 400 else { throw try await Self.refusal(in: answer) }
                var lines = LineReader(answer.body)
                while let line = try await lines.next() {
                    if let object = (try? JSONParser.parse(line))?.object { try await take(object) }
                }
            }
        } catch let failure as LabHTTPClient.Failure {
            throw ServiceError(
                Self.unreachable, failure.description, hint: "`kmslab serve` starts a server; is the address right?")
        }
    }

    private static func refusal(in answer: StreamedAnswer) async throws(ServiceError) -> ServiceError {
        var bytes: [UInt8] = []
        while bytes.count < 1 << 16, let piece = try await answer.body.next() { bytes += piece }
        do throws(ServiceError) {
            _ = try RemoteAnswer.json(WireResponse(status: answer.status, headers: answer.headers, body: bytes))
        } catch {
            return error
        }
        return ServiceError(ServiceError.Code("HTTP\(answer.status)", answer.status))
    }
}

/// The lines of a body, as its pieces come; a last line without an end is not given.
private struct LineReader {
    private let body: any BodySource
    private var rest: [UInt8] = []

    init(_ body: any BodySource) {
        self.body = body
    }

    mutating func next() async throws(ServiceError) -> [UInt8]? {
        while true {
            if let end = rest.firstIndex(of: 0x0A) {
                defer { rest.removeFirst(end + 1) }
                return Array(rest[..<end])
            }
            guard let piece = try await body.next() else { return nil }
            rest += piece
        }
    }
}
