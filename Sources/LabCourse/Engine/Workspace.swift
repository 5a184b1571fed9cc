import Foundation

/// The folder that a learner works in.
package struct Workspace: Sendable {
    /// Its path.
    package let path: String
    /// How large a file can be that checks read.
    package static let largestFile = 64 << 20
    /// The subfolder that the lab keeps for itself.
    package static let hidden = ".kmslab"

    /// The folder at a path, made if need be.
    ///
    /// - Throws: what the system says.
    package init(path: String) throws(WorkspaceError) {
        self.path = path
        try Self.system(path) {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }
    }

    /// The absolute path of a file.
    package func location(of name: String) -> String { "\(path)/\(name)" }

    /// A file's bytes; `nil` when it is not there, is a folder, or is larger than checks read.
    package func read(_ name: String) -> [UInt8]? {
        let place = location(of: name)
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: place),
            let size = attributes[.size] as? Int, size <= Self.largestFile,
            attributes[.type] as? FileAttributeType == .typeRegular
        else { return nil }
        return FileManager.default.contents(atPath: place).map { Array($0) }
    }

    /// Writes a file, and the folders that it lies in.
    package func write(_ name: String, _ bytes: [UInt8]) throws(WorkspaceError) {
        let url = URL(fileURLWithPath: location(of: name))
        try Self.system(name) {
            let folder = url.deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(bytes).write(to: url)
        }
    }

    /// Removes a file.
    package func remove(_ name: String) throws(WorkspaceError) {
        try Self.system(name) { try FileManager.default.removeItem(atPath: location(of: name)) }
    }

    /// The names of all regular files, ascending, without those that the lab keeps for itself.
    package func files() -> [String] {
        guard let all = FileManager.default.enumerator(atPath: path) else { return [] }
        var names: [String] = []
        for case let name as String in all {
            if name == Self.hidden {
                all.skipDescendants()
            } else if all.fileAttributes?[.type] as? FileAttributeType == .typeRegular {
                names.append(name)
            }
        }
        return names.sorted()
    }

    /// Removes every file but those that the lab keeps for itself.
    package func clear() throws(WorkspaceError) {
        for name in files() { try remove(name) }
    }

    private static func system(_ name: String, _ body: () throws -> Void) throws(WorkspaceError) {
        do {
            try body()
        } catch {
            throw WorkspaceError(name: name, reason: (error as NSError).localizedDescription)
        }
    }
}

/// A file of the workspace that cannot be read or written.
package struct WorkspaceError: Error, Sendable, CustomStringConvertible {
    /// The file.
    package let name: String
    /// What the system says.
    package let reason: String

    /// `letter.txt: …`.
    package var description: String { "\(name): \(reason)" }
}
