import ArgumentParser

/// `kmslab object …`
struct Object: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write, read, copy, list and remove objects, under every encryption of S3.",
        subcommands: [
            ObjectPut.self, ObjectGet.self, ObjectCopy.self, ObjectList.self, ObjectRemove.self, ObjectVersions.self,
            ObjectHead.self,
        ])
}
