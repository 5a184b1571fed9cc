import LabService

/// A page of all versions and delete markers, newest first within a key.
struct VersionScan {
    let bucket: String
    let prefix: String
    let delimiter: String?
    let limit: Int

    /// A version, and whether it is its key's newest.
    struct Item: Sendable {
        let version: ObjectVersion
        let isLatest: Bool
    }

    /// Where a page begins.
    enum Start {
        case at(ListPosition)
        /// After a version, with the older ones of its key.
        case afterVersion(ObjectID)
    }

    /// A page.
    struct Page {
        var entries: [ListEntry<Item>] = []
        var isTruncated = false
    }

    /// The page that begins at `start`.
    func page(_ state: S3State, from start: Start) -> Page {
        var walk = Walk(scan: self)
        guard limit > 0 else { return walk.page }
        var bound = first(start)
        if case .afterVersion(let id) = start { walk.lastKey = id.key }
        while let from = bound {
            bound = nil
            state.objects.forEach(from: from) { version in
                switch walk.visit(version) {
                case .goOn: return true
                case .stop: return false
                case .jump(let target):
                    bound = target
                    return false
                }
            }
        }
        return walk.page
    }

    private func first(_ start: Start) -> ObjectID? {
        switch start {
        case .at(let position): position.bound(in: bucket, prefix: prefix)
        case .afterVersion(let id): ObjectID(bucket: bucket, key: id.key, sequence: id.sequence - 1)
        }
    }

    private enum Step {
        case goOn
        case stop
        case jump(ObjectID?)
    }

    private struct Walk {
        let scan: VersionScan
        var page = Page()
        var lastKey: ObjectKey?

        init(scan: VersionScan) {
            self.scan = scan
        }

        mutating func visit(_ version: ObjectVersion) -> Step {
            guard version.id.bucket == scan.bucket, version.key.hasPrefix(scan.prefix) else { return .stop }
            guard page.entries.count < scan.limit else {
                page.isTruncated = true
                return .stop
            }
            let rolled = KeyOrder.commonPrefix(of: version.key, prefix: scan.prefix, delimiter: scan.delimiter)
            if let rolled {
                page.entries.append(.commonPrefix(rolled))
                return .jump(ListPosition.afterPrefix(rolled).bound(in: scan.bucket, prefix: scan.prefix))
            }
            page.entries.append(.item(Item(version: version, isLatest: lastKey != version.key)))
            lastKey = version.key
            return .goOn
        }
    }
}
