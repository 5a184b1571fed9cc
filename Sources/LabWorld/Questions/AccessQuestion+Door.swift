import LabCore
import LabPolicy
import LabService

extension AccessQuestion {
    /// The members of a question at a door.
    static let members = [
        "as", "action", "resource", "region", "context", "via", "sourceIP", "vpcEndpoint", "vpc", "insecure",
        "conditions",
    ]

    /// Reads a question:
    ///
    ///     {"as": "bob", "action": "kms:Decrypt", "resource": "alias/ledger", "context": {"doc": "q1"}, "via": "s3"}
    ///
    /// `as` is the root user, `resource` is `*` unless they are given. `via` is a service's short or full name.
    init(_ input: DoorInput, in world: WorldState) throws(ServiceError) {
        guard let action = try input.string("action") else { throw DoorInput.error("`action` has to be given") }
        let region = try input.region() ?? .standard
        self.init(
            try world.caller(named: try input.string("as") ?? "root"), action,
            on: try input.string("resource") ?? "*", in: region, encryptionContext: try input.encryptionContext(),
            origin: try Self.origin(input, region))
        for (name, value) in try input.object("conditions")?.members ?? [] {
            guard let values = value.string.map({ [$0] }) ?? value.array?.compactMap(\.string) else {
                throw DoorInput.error("`conditions` has to hold strings or lists of strings")
            }
            set(name, values)
        }
    }

    private mutating func set(_ name: String, _ values: [String]) {
        if values.count == 1 { ask(name, values[0]) } else { conditions.replace(name, values) }
    }

    private static func origin(_ input: DoorInput, _ region: Region) throws(ServiceError) -> RequestOrigin {
        let via = try input.string("via").map { $0.contains(".") ? $0 : "\($0).\(region).amazonaws.com" }
        return RequestOrigin(
            sourceIP: try input.string("sourceIP") ?? "127.0.0.1", isSecure: try input.bool("insecure") != true,
            vpcEndpoint: try input.string("vpcEndpoint"), vpc: try input.string("vpc"),
            viaServices: via.map { [$0] } ?? [])
    }
}

extension DoorInput {
    /// `region`.
    func region() throws(ServiceError) -> Region? {
        guard let code = try string("region") else { return nil }
        guard let region = Region(code) else { throw Self.error("`\(code)` is not a Region") }
        return region
    }

    /// `context`: an encryption context.
    func encryptionContext() throws(ServiceError) -> EncryptionContext {
        var pairs: [EncryptionContext.Pair] = []
        for (name, value) in try object("context")?.members ?? [] {
            guard let text = value.string else { throw Self.error("`context` has to hold strings") }
            pairs.append((name, text))
        }
        guard let context = EncryptionContext(pairs) else { throw Self.error("a key stands twice in `context`") }
        return context
    }
}
