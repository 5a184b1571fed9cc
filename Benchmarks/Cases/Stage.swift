import KMSLab

/// A lab in memory with a key, for one case.
struct Stage: Sendable {
    let lab: Lab
    let keyID: String
    let keyARN: String

    init(spec: KeySpec = .symmetricDefault, usage: KeyUsage? = nil) async throws {
        try await self.init(lab: try Lab.inMemory(), spec: spec, usage: usage)
    }

    init(lab: Lab, spec: KeySpec = .symmetricDefault, usage: KeyUsage? = nil) async throws {
        self.lab = lab
        let input = CreateKey.Input(usage: usage, spec: spec)
        let key = try await lab.perform(CreateKey.self, input, in: try lab.call(as: .root)).metadata.key
        keyID = key.address.keyID
        keyARN = key.arn.description
    }

    /// Asks the key service in AWS's own JSON, as a client does behind the wire.
    func kms(_ operation: String, _ input: JSONObject) async throws -> JSONObject {
        try await call("kms", operation, input)
    }

    /// Asks a service in AWS's own JSON.
    func call(_ service: String, _ operation: String, _ input: JSONObject) async throws -> JSONObject {
        guard let entry = Operations.table(of: service)?[operation] else {
            preconditionFailure("no operation `\(service):\(operation)`")
        }
        return try await entry.run(lab, input, .json, try lab.call(as: .root))
    }

    func makeBucket(_ name: String) async throws {
        _ = try await lab.perform(CreateBucket.self, .init(bucket: name), in: try lab.call(as: .root))
    }

    func put(_ key: String, in bucket: String, _ body: RepeatedBody, sse: String? = nil) async throws {
        let headers = ObjectHeaders(encryption: EncryptionHeaders(serverSideEncryption: sse))
        let input = PutObject.Input(
            bucket: bucket, key: key, body: body, contentLength: body.byteCount, headers: headers)
        _ = try await lab.perform(PutObject.self, input, in: try lab.call(as: .root))
    }

    func read(_ key: String, in bucket: String) async throws {
        let body = try await lab.perform(
            GetObject.self, .init(bucket: bucket, key: key), in: try lab.call(as: .root)
        ).body
        while let piece = try body.next() { consume(piece) }
    }
}

/// One piece over and over: a body that costs nothing to make.
actor RepeatedBody: BodySource {
    nonisolated let byteCount: Int
    private let piece: [UInt8]
    private var left: Int

    init(_ piece: [UInt8], times: Int) {
        self.piece = piece
        byteCount = piece.count * times
        left = times
    }

    func next() async throws(ServiceError) -> [UInt8]? {
        guard left > 0 else { return nil }
        left -= 1
        return piece
    }
}
