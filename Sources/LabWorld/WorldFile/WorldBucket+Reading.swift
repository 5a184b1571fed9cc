import LabCore
import LabS3

extension WorldBucket {
    private static let names = [
        "region", "versioning", "object-lock", "encryption", "key", "bucket-key", "allow-sse-c", "ownership",
        "public-access-block", "policy", "tags",
    ]

    init(_ member: WorldNode.Member) throws(WorldFileError) {
        let map = try member.value.map("a bucket", allowing: Self.names)
        self.init(name: member.name, line: SourceLine(member.line))
        region = try map.region()
        versioning = try map.word("versioning", VersioningStatus.self)
        objectLock = try map["object-lock"].flatMap { (node) throws(WorldFileError) in try node.objectLock() }
        encryption = try map.bucketEncryption()
        ownership = try map.word("ownership", ObjectOwnership.self)
        publicAccessBlock = try map.publicAccessBlock()
        tags = try map.pairs("tags")
        if let node = map["policy"] {
            let document = try node.document("`policy`")
            policy = WorldDocument(name: "policy", document: document, line: SourceLine(node.line))
        }
    }
}

extension WorldNode {
    /// `true` for Object Lock without a default retention, `mode` and `days` or `years` for one with.
    fileprivate func objectLock() throws(WorldFileError) -> ObjectLockConfiguration? {
        if case .scalar = content { return try bool("`object-lock`") ? ObjectLockConfiguration() : nil }
        let map = try self.map("`object-lock`", allowing: ["mode", "days", "years"])
        guard let mode = try map.word("mode", ObjectLock.Mode.self) else {
            throw error("`object-lock` needs `mode`, or is `true`")
        }
        switch (try map.integer("days"), try map.integer("years")) {
        case (let days?, nil): return .init(defaultRetention: .init(mode: mode, period: .days(days)))
        case (nil, let years?): return .init(defaultRetention: .init(mode: mode, period: .years(years)))
        default: throw error("`object-lock` needs `days` or `years`, and not both")
        }
    }
}

extension WorldMap {
    /// `encryption` with what goes along; `nil` when the file says nothing of it.
    fileprivate func bucketEncryption() throws(WorldFileError) -> WorldBucket.Encryption? {
        guard ["encryption", "key", "bucket-key", "allow-sse-c"].contains(where: has) else { return nil }
        return WorldBucket.Encryption(
            mode: try word("encryption", EncryptionMode.self) ?? .aes256, key: try string("key"),
            usesBucketKey: try bool("bucket-key") ?? false, allowsCustomerKeys: try bool("allow-sse-c") ?? false)
    }

    /// The list of what is shut; an empty one opens everything.
    fileprivate func publicAccessBlock() throws(WorldFileError) -> PublicAccessBlock? {
        guard has("public-access-block") else { return nil }
        var block = PublicAccessBlock()
        for text in try texts("public-access-block") {
            guard let path = PublicAccessBlock.switches.first(where: { $0.name == text.text })?.path else {
                let words = PublicAccessBlock.switches.map(\.name).joined(separator: ", ")
                throw WorldFileError(text.line.number, "`public-access-block` is a list of \(words)")
            }
            block[keyPath: path] = true
        }
        return block
    }
}
