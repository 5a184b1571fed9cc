import Foundation
public import LabCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What `server.json` says: where the server listens that has the home open.
///
/// A command that finds the home locked reads it and talks to that server. A server that was killed leaves the file
/// behind; it counts only while the process it names is the one that holds the lock.
public struct ServerRecord: Hashable, Sendable {
    /// Where it listens, such as `http://127.0.0.1:4566`.
    public let address: String
    /// What a command shows the server to be let in as the home's owner.
    public let token: Sensitive<String>
    /// The file with the certificate that the server proves its name with; `nil` without TLS.
    public let certificatePath: String?
    /// The server's process.
    public let pid: Int

    /// The record of a server; of this process unless another is named.
    public init(address: String, token: Sensitive<String>, certificatePath: String? = nil, pid: Int? = nil) {
        self.address = address
        self.token = token
        self.certificatePath = certificatePath
        self.pid = pid ?? Int(getpid())
    }
}

extension ServerRecord {
    /// The record as the file holds it.
    private struct File: Codable {
        let address: String
        let token: String
        let certificate: String?
        let pid: Int
    }

    private static let byteLimit = 4096

    /// The record in a home; `nil` when there is none, or none that can be understood.
    public static func read(in directory: HomeDirectory) -> ServerRecord? {
        guard let file = try? OpenFile(directory.serverRecordPath, O_RDONLY),
            let text = try? file.readText(limit: byteLimit),
            let record = try? JSONDecoder().decode(File.self, from: Data(text.utf8))
        else { return nil }
        return ServerRecord(
            address: record.address, token: Sensitive(record.token), certificatePath: record.certificate,
            pid: record.pid)
    }

    /// Puts the record into the home, with mode 0600, in place of an older one. The server does so once it listens.
    ///
    /// - Throws: what the system refuses.
    public func write(in directory: HomeDirectory) throws(HomeError) {
        let draft = directory.serverRecordPath + ".new"
        try onFile(directory.serverRecordPath) { () throws(SystemFailure) in
            unlink(draft)
            try OpenFile(draft, O_WRONLY | O_CREAT | O_EXCL).write(text)
            try system { rename(draft, directory.serverRecordPath) }
        }
    }

    /// Takes the record out of the home, if there is one.
    public static func remove(from directory: HomeDirectory) {
        unlink(directory.serverRecordPath)
    }

    private var text: String {
        var record: JSONObject = [
            "address": .string(address), "token": .string(token.exposed), "pid": .integer(Int64(pid)),
        ]
        record["certificate"] = certificatePath.map { .string($0) }
        return JSONValue.object(record).compactText
    }
}
