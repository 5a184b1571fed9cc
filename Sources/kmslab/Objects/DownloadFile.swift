import Foundation
import LabCore
import LabCrypto

/// A file on its way out of the store: it takes its name when it is whole, and nothing is left of it otherwise. Standard
/// output has no such protection.
final class DownloadFile {
    private let path: String
    private let temporary: String
    private let overwrites: Bool
    private let handle: FileHandle
    private var isCommitted = false

    /// Makes the file that becomes `path`; `-` is standard output.
    init(_ path: String, overwrites: Bool) throws {
        self.path = path
        self.overwrites = overwrites
        guard path != "-" else {
            temporary = ""
            handle = .standardOutput
            return
        }
        try Self.checkFree(path, overwrites: overwrites)
        let directory = URL(fileURLWithPath: path).deletingLastPathComponent().path
        temporary = "\(directory)/.kmslab-\(try OpenSSLRandom().uuid().prefix(13)).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL, 0o666)
        guard descriptor >= 0 else { throw Failure(.outputFailed, "`\(path)` cannot be written") }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    deinit {
        if !isCommitted, !temporary.isEmpty { unlink(temporary) }
    }

    private static func checkFree(_ path: String, overwrites: Bool) throws(Failure) {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else { return }
        if isDirectory.boolValue { throw Failure(.isDirectory, "`\(path)` is a directory") }
        guard overwrites else {
            throw Failure(.outputExists, "`\(path)` exists", hint: "name another file, or add --force")
        }
    }

    func write(_ bytes: [UInt8]) throws(Failure) {
        do {
            try handle.write(contentsOf: Data(bytes))
        } catch {
            throw Failure(.outputFailed, "`\(path)` cannot be written: \(error)", hint: "nothing was left behind")
        }
    }

    /// Gives the file its name.
    func commit() throws(Failure) {
        guard !temporary.isEmpty else { return }
        let result = overwrites ? rename(temporary, path) : link(temporary, path)
        guard result == 0 else { throw Failure(.outputFailed, "`\(path)` cannot be written") }
        if overwrites { isCommitted = true }
    }
}
