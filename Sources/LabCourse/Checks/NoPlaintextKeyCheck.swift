import LabClient
import LabCore
import LabKMS

/// `no_plaintext_key`: no data key that the world gave out lies in the workspace, as it is, in hex or in base64.
struct NoPlaintextKeyCheck: Check {
    static let name = "no_plaintext_key"
    static let parameters = ["in"]
    static let codes = ["found"]

    init(_ map: Parameters) throws(LabFileError) {
        guard try map.text("in") ?? "workspace" == "workspace" else {
            throw map.error("`in` can only be `workspace`")
        }
    }
}

extension NoPlaintextKeyCheck {
    func evaluate(in experiment: Experiment, id: String) async throws(ServiceError) -> Finding {
        let files = experiment.workspace.files().map { name in
            SearchedFile(name: name, bytes: experiment.workspace.read(name) ?? [])
        }
        let keys = try await DataKeySearch(files: files, experiment: experiment).keys()
        for file in files {
            for key in keys {
                if let form = file.form(of: key) { return .fail("found", ["file": file.name, "form": form]) }
            }
        }
        return .pass(["count": String(keys.count)])
    }
}

/// A file of the workspace that is searched.
struct SearchedFile: Sendable {
    let name: String
    let bytes: [UInt8]

    /// In which form a key lies in the file; `nil` when it does not.
    func form(of key: [UInt8]) -> String? {
        if bytes.holds(key) { return "raw" }
        let hex = Hex.encode(key)
        if bytes.holds(Array(hex.utf8)) || bytes.holds(Array(hex.uppercased().utf8)) { return "hex" }
        // Without what stands for the last, incomplete group: it depends on what follows.
        let base64 = Array(Base64.encode(key).utf8.prefix(key.count / 3 * 4))
        return bytes.holds(base64) ? "base64" : nil
    }
}

/// Finds the data keys that the world gave out: every wrapped one that lies in the workspace is opened on a fork.
private struct DataKeySearch {
    let files: [SearchedFile]
    let experiment: Experiment

    func keys() async throws(ServiceError) -> [[UInt8]] {
        let contexts = try await contexts()
        var keys: [[UInt8]] = []
        for blob in blobs {
            for context in contexts {
                guard case .text(let key) = try await experiment.decrypt(blob, context, as: "root") else { continue }
                if key.count == 16 || key.count == 32 { keys.append(key) }
                break
            }
        }
        return keys
    }

    /// Every context that somebody named, and none.
    private func contexts() async throws(ServiceError) -> [EncryptionContext] {
        var contexts: [EncryptionContext] = [.empty]
        for event in try await experiment.events() {
            let pairs = event["requestParameters"]?["encryptionContext"]?.object?.members ?? []
            guard let context = EncryptionContext(pairs.map { ($0.name, $0.value.string ?? "") }) else { continue }
            if !contexts.contains(where: { $0.contains(context) && context.contains($0) }) { contexts.append(context) }
        }
        return contexts
    }

    private var blobs: [[UInt8]] {
        var blobs: [[UInt8]] = []
        for file in files {
            if let sealed = try? SealedFile(file.bytes) { blobs.append(sealed.header.wrappedKey) }
            guard file.bytes.count <= Self.largestWrapping else { continue }
            blobs.append(file.bytes)
            blobs += Self.encoded(file.bytes)
        }
        return blobs.filter { CiphertextBlob($0) != nil }
    }

    private static let largestWrapping = 64 << 10

    /// What stands in a text in base64, such as in the answer of `aws kms generate-data-key`.
    private static func encoded(_ bytes: [UInt8]) -> [[UInt8]] {
        guard let text = String(validating: bytes, as: UTF8.self) else { return [] }
        return text.matches(of: /[A-Za-z0-9+\/]{100,}={0,2}/).compactMap { Base64.decode(String($0.0)) }
    }
}
