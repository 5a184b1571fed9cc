import Foundation
import LabCore

/// AWS's own Encryption SDK for Python, run as another program: what it writes the lab must read, and the other way
/// about.
enum PythonOracle {
    /// Whether a missing library is a failure: in continuous integration it is.
    static let isRequired = ProcessInfo.processInfo.environment["CI"] == "true"

    /// Whether the library is there.
    static let isPresent = (try? run("import aws_encryption_sdk", [])) != nil

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private static var interpreter: String {
        ProcessInfo.processInfo.environment["KMSLAB_PYTHON"] ?? "python3"
    }

    /// Does all jobs in one process, and answers their results.
    static func perform(_ jobs: [[String: Any]]) throws -> [[String: Any]] {
        let input = try JSONSerialization.data(withJSONObject: jobs)
        let output = try run(script, Array(input))
        guard let results = try JSONSerialization.jsonObject(with: Data(output)) as? [[String: Any]] else {
            throw Failure(description: "the oracle's answer is not a list")
        }
        return results
    }

    private static func run(_ script: String, _ input: [UInt8]) throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [interpreter, "-W", "ignore", "-c", script]
        // A file, and not a pipe: an interpreter that ends early must not take the tests with it (SIGPIPE).
        let jobs = FileManager.default.temporaryDirectory.appending(path: "oracle-\(UUID().uuidString)")
        try Data(input).write(to: jobs)
        defer { try? FileManager.default.removeItem(at: jobs) }
        let stdout = Pipe()
        process.standardInput = try FileHandle(forReadingFrom: jobs)
        process.standardOutput = stdout
        process.standardError = FileHandle.nullDevice
        try process.run()
        let output = try stdout.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(description: "\(interpreter) failed with status \(process.terminationStatus)")
        }
        return Array(output)
    }

    private static let script = """
        import base64, json, sys
        import aws_encryption_sdk as sdk
        from aws_encryption_sdk.identifiers import (
            AlgorithmSuite, CommitmentPolicy, EncryptionKeyType, WrappingAlgorithm)
        from aws_encryption_sdk.internal.crypto.wrapping_keys import WrappingKey
        from aws_encryption_sdk.key_providers.raw import RawMasterKeyProvider

        class Provider(RawMasterKeyProvider):
            provider_id = "lab"
            wrapping_key = None
            def _get_raw_key(self, key_id):
                return self.wrapping_key

        def provider(job):
            result = Provider()
            if "rsa" in job:
                pem = "-----BEGIN PRIVATE KEY-----\\n" + job["rsa"] + "\\n-----END PRIVATE KEY-----\\n"
                result.wrapping_key = WrappingKey(
                    wrapping_algorithm=WrappingAlgorithm.RSA_OAEP_SHA256_MGF1, wrapping_key=pem.encode(),
                    wrapping_key_type=EncryptionKeyType.PRIVATE)
            else:
                result.wrapping_key = WrappingKey(
                    wrapping_algorithm=WrappingAlgorithm.AES_256_GCM_IV12_TAG16_NO_PADDING,
                    wrapping_key=bytes(range(0x40, 0x60)), wrapping_key_type=EncryptionKeyType.SYMMETRIC)
            result.add_master_key("k1")
            return result

        def perform(job):
            data = bytes.fromhex(job["data"])
            if job["verb"] == "decrypt":
                client = sdk.EncryptionSDKClient(commitment_policy=CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT)
                plaintext, header = client.decrypt(source=data, key_provider=provider(job))
                context = {k: v for k, v in header.encryption_context.items() if k != "aws-crypto-public-key"}
                return {"data": plaintext.hex(), "context": context}
            suite = AlgorithmSuite.get_by_id(job["suite"])
            policy = (CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT if suite.is_committing()
                      else CommitmentPolicy.FORBID_ENCRYPT_ALLOW_DECRYPT)
            client = sdk.EncryptionSDKClient(commitment_policy=policy)
            message, _ = client.encrypt(
                source=data, key_provider=provider(job), algorithm=suite, frame_length=job["frameLength"],
                encryption_context=job["context"])
            return {"data": message.hex()}

        json.dump([perform(job) for job in json.load(sys.stdin)], sys.stdout)
        """
}
