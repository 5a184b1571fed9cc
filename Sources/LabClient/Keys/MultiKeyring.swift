public import LabCrypto

/// Several keyrings together: one makes the data key, every one wraps it, any one opens it.
///
/// - SeeAlso: AWS Encryption SDK Developer Guide, "Multi-keyrings"
public struct MultiKeyring: Keyring {
    private let generator: (any Keyring)?
    private let children: [any Keyring]

    /// A keyring whose `generator` makes data keys; without one it can only decrypt, or wrap for another.
    public init(generator: (any Keyring)?, children: [any Keyring]) {
        self.generator = generator
        self.children = children
    }

    /// The generator's data key, wrapped by all; one refusal refuses the whole.
    public func generate(_ request: DataKeyRequest) async throws(KeyringError) -> KeyringResult {
        guard let generator else { throw .decryptOnly }
        var result = try await generator.generate(request)
        for child in children {
            result.encryptedDataKeys += try await child.wrap(result.dataKey, for: request)
        }
        return result
    }

    /// The data key, wrapped by all.
    public func wrap(
        _ dataKey: KeyMaterial, for request: DataKeyRequest
    ) async throws(KeyringError) -> [EncryptedDataKey] {
        var entries: [EncryptedDataKey] = []
        for member in members { entries += try await member.wrap(dataKey, for: request) }
        return entries
    }

    /// The data key from the first member that can open one of the entries.
    public func unwrap(
        _ entries: [EncryptedDataKey], for request: DataKeyRequest
    ) async throws(KeyringError) -> KeyMaterial {
        var reasons: [KeyringError] = []
        for member in members {
            do throws(KeyringError) {
                return try await member.unwrap(entries, for: request)
            } catch .noEntryForKeyring {
                continue
            } catch {
                reasons.append(error)
            }
        }
        throw reasons.isEmpty ? .noEntryForKeyring(offered: entries.map(\.displayName)) : .allEntriesFailed(reasons)
    }

    private var members: [any Keyring] { (generator.map { [$0] } ?? []) + children }
}
