import LabService

/// A page of current versions. It costs what the page holds, not what the bucket holds: a common prefix is jumped over,
/// and so are the older versions of a key that has many.
struct ObjectScan {
    let bucket: String
    let prefix: String
    let delimiter: String?
    let limit: Int

    /// A page.
    struct Page {
        var entries: [ListEntry<ObjectVersion>] = []
        /// Where the next page begins; `nil` when this is the last one.
        var next: ListPosition?
    }

    private static let versionsBeforeJump = 32

    /// The page that begins at `position`.
    func page(_ state: S3State, from position: ListPosition) -> Page {
        var walk = Walk(scan: self, page: Page(), position: position)
        guard limit > 0 else { return walk.page }
        var bound = position.bound(in: bucket, prefix: prefix)
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

    private enum Step {
        case goOn
        case stop
        case jump(ObjectID?)
    }

    private struct Walk {
        let scan: ObjectScan
        var page: Page
        var position: ListPosition
        var lastKey: ObjectKey?
        var repeats = 0

        mutating func visit(_ version: ObjectVersion) -> Step {
            guard version.id.bucket == scan.bucket, version.key.hasPrefix(scan.prefix) else { return .stop }
            if lastKey == version.key { return passed(version.key) }
            lastKey = version.key
            repeats = 0
            guard !version.isDeleteMarker else { return .goOn }
            guard page.entries.count < scan.limit else {
                page.next = position
                return .stop
            }
            return add(version)
        }

        private mutating func passed(_ key: ObjectKey) -> Step {
            repeats += 1
            guard repeats > ObjectScan.versionsBeforeJump else { return .goOn }
            return .jump(.afterVersions(of: key, in: scan.bucket))
        }

        private mutating func add(_ version: ObjectVersion) -> Step {
            let rolled = KeyOrder.commonPrefix(of: version.key, prefix: scan.prefix, delimiter: scan.delimiter)
            guard let rolled else {
                page.entries.append(.item(version))
                position = .afterKey(version.key)
                return .goOn
            }
            page.entries.append(.commonPrefix(rolled))
            position = .afterPrefix(rolled)
            return .jump(position.bound(in: scan.bucket, prefix: scan.prefix))
        }
    }
}
