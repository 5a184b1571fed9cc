public import LabCore

extension RequestRecord {
    /// A line for machines: everything, as JSON.
    public var json: JSONObject {
        var line: JSONObject = [
            "time": .string(time.iso8601Milliseconds), "requestId": .string(requestID),
            "status": .integer(Int64(status)),
            "service": .string(service), "microseconds": .integer(microseconds), "from": .string(remoteAddress),
            "method": .string(method), "path": .string(path),
        ]
        line["userAgent"] = userAgent.isEmpty ? nil : .string(userAgent)
        line["operation"] = operation.map { .string($0) }
        line["subject"] = subject.map { .string($0) }
        line["principal"] = principal.map { .string($0.arn) }
        line["region"] = region.map { .string($0) }
        line["error"] = error.map { .string($0.code.wireName) }
        line["message"] = error?.message.map { .string($0) }
        line["hint"] = error?.hint.map { .string($0) }
        return line
    }

    /// Who asked, in few words: `root@111122223333`, `user/alice`, `anonymous`, `?`.
    public var who: String {
        switch principal {
        case .root(let account)?: "root@\(account)"
        case .anonymous?: "anonymous"
        case let principal?: principal.arn.split(separator: ":").last.map { String($0) } ?? principal.arn
        case nil: "?"
        }
    }

    /// What was asked for: `kms:Encrypt`, or the method and the path where no operation is known.
    public var what: String {
        operation.map { "\(service):\($0)" } ?? "\(method) \(path)"
    }

    /// How it ended: `ok`, or the error's code and what it says.
    public var outcome: String {
        guard let error else { return "ok" }
        return error.message.map { "\(error.code.wireName): \($0)" } ?? error.code.wireName
    }

    /// How long it took, in microseconds.
    public var microseconds: Int64 {
        let (seconds, attoseconds) = duration.components
        return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    }
}
