import Foundation
import LabCore
import LabService
import LabTesting
import LabWorld
import Testing

@testable import LabS3

extension TrailHome {
    /// The names of the files in a bucket, in order; without a bucket none.
    func files(_ kind: String, in bucket: String = "logs") -> [String] {
        lab.world.s3.objects.all.filter { $0.bucket == bucket && $0.data != nil }.map(\.key.text)
            .filter { $0.contains("/\(kind)/") }
    }

    /// The latest version of a file.
    func version(_ key: String, in bucket: String = "logs") throws -> ObjectData {
        try lab.world.s3.version(nil, of: key, in: bucket).data
    }

    /// What a file says, read and unpacked as root.
    func contents(_ key: String, in bucket: String = "logs") async throws -> JSONObject {
        let input = ObjectReadRequest(bucket: bucket, key: key)
        let output = try await lab.perform(GetObject.self, input, in: try lab.call(as: InMemoryLab.root()))
        return try #require(try JSONParser.parse(try Self.unpacked(try output.body.collect())).object)
    }

    /// The events of all log files.
    func delivered(in bucket: String = "logs") async throws -> [JSONValue] {
        var records: [JSONValue] = []
        for key in files("CloudTrail", in: bucket) {
            records += try await contents(key, in: bucket)["Records"]?.array ?? []
        }
        return records
    }

    private static func unpacked(_ bytes: [UInt8]) throws -> [UInt8] {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).gz")
        try Data(bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["gzip", "-dc", file.path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return Array(text)
    }
}

/// A directory of a test's own, which goes with it.
final class TemporaryDirectory: Sendable {
    let path = FileManager.default.temporaryDirectory.appending(path: "kmslab-trail-\(UUID())").path

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}
