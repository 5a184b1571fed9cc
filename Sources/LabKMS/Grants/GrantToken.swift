import LabCore
import LabCrypto
import LabService

/// A grant token: names a grant, and nobody but the lab can make one.
///
/// In base64 with the URL-safe alphabet and without padding: `01 0A 40`, the grant's id as 64 characters, a nonce of 12
/// bytes, and the key's row key under AES-256-GCM with the vault's token key, everything before it authenticated.
/// Two tokens of one grant differ and mean the same.
enum GrantToken {
    private static let prefix: [UInt8] = [0x01, 0x0A, 0x40]
    private static let headerCount = 3 + 64

    static func make(
        for grant: GrantAddress, vault: KeyVault, random: any RandomSource
    ) throws(ServiceError) -> String {
        let header = prefix + Array(grant.grantID.utf8)
        let sealed = try orInternalFailure { () throws(CryptoError) in
            try vault.seal(Array(grant.key.rowKey.utf8), as: .grantToken, authenticating: header, random: random)
        }
        return urlSafe(header + sealed)
    }

    /// The grant that a token names, as row keys; `nil` for what is no token of this lab.
    static func read(_ text: String, vault: KeyVault) -> (keyRow: String, grantID: String)? {
        guard let bytes = bytes(urlSafe: text), bytes.count > headerCount, bytes.starts(with: prefix) else {
            return nil
        }
        let header = Array(bytes.prefix(headerCount))
        let sealed = Array(bytes.dropFirst(headerCount))
        guard let opened = vault.open(sealed, as: .grantToken, authenticating: header) else { return nil }
        let key = opened.withReadableBytes { String(decoding: $0, as: UTF8.self) }
        return (key, String(decoding: header.dropFirst(prefix.count), as: UTF8.self))
    }

    private static func urlSafe(_ bytes: [UInt8]) -> String {
        let mapped = Base64.encode(bytes).utf8.compactMap { byte -> UInt8? in
            switch byte {
            case UInt8(ascii: "+"): UInt8(ascii: "-")
            case UInt8(ascii: "/"): UInt8(ascii: "_")
            case UInt8(ascii: "="): nil
            default: byte
            }
        }
        return String(decoding: mapped, as: UTF8.self)
    }

    private static func bytes(urlSafe text: String) -> [UInt8]? {
        let mapped = text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: byte
            }
        }
        let padding = String(repeating: "=", count: (4 - mapped.count % 4) % 4)
        return Base64.decode(String(decoding: mapped, as: UTF8.self) + padding)
    }
}

extension KMSState {
    /// Refuses tokens that this lab did not make.
    ///
    /// Grants hold at once in the lab, so a genuine token has nothing to add.
    func requireGenuine(_ tokens: [String]) throws(ServiceError) {
        for token in tokens where GrantToken.read(token, vault: vault) == nil {
            throw KMSError.invalidGrantToken
        }
    }
}
