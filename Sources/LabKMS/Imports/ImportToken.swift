import LabCore
import LabCrypto

/// What GetParametersForImport promised: for which key, until when, and the private half of the wrapping key.
///
/// The service keeps none of it: the caller brings it back, sealed by the vault.
///
/// Content, version 1, numbers big-endian: `01`, the end of its validity in milliseconds (8 bytes), the algorithm's and
/// the wrapping key spec's places in their lists (1 byte each), the length of the key's row key (2 bytes), the row key,
/// the private key as PKCS#8.
struct ImportToken {
    let key: KeyAddress
    let validTo: Timestamp
    let algorithm: WrappingAlgorithm
    let wrappingKeySpec: WrappingKeySpec
    let privateKey: KeyMaterial

    private static let version: UInt8 = 1

    /// The token as the caller gets it.
    func sealed(by vault: KeyVault, random: any RandomSource) throws(CryptoError) -> [UInt8] {
        var header: [UInt8] = [Self.version]
        withUnsafeBytes(of: validTo.millisecondsSince1970.bigEndian) { header.append(contentsOf: $0) }
        header.append(UInt8(WrappingAlgorithm.allCases.firstIndex(of: algorithm) ?? 0))
        header.append(UInt8(WrappingKeySpec.allCases.firstIndex(of: wrappingKeySpec) ?? 0))
        let row = Array(key.rowKey.utf8)
        withUnsafeBytes(of: UInt16(row.count).bigEndian) { header.append(contentsOf: $0) }
        let content = privateKey.withReadableBytes { secret in
            KeyMaterial(
                SecureBytes(byteCount: header.count + row.count + secret.count) { buffer in
                    buffer.copyBytes(from: header + row)
                    UnsafeMutableRawBufferPointer(rebasing: buffer[(header.count + row.count)...])
                        .copyMemory(from: secret)
                })
        }
        return try vault.seal(content, as: .importToken, random: random)
    }

    /// Opens a token; `nil` for what is none of this lab.
    init?(_ token: [UInt8], vault: KeyVault) {
        guard let content = vault.open(token, as: .importToken),
            let read = content.withReadableBytes({ Self.read($0) })
        else { return nil }
        self = read
    }

    init(
        key: KeyAddress, validTo: Timestamp, algorithm: WrappingAlgorithm, wrappingKeySpec: WrappingKeySpec,
        privateKey: KeyMaterial
    ) {
        self.key = key
        self.validTo = validTo
        self.algorithm = algorithm
        self.wrappingKeySpec = wrappingKeySpec
        self.privateKey = privateKey
    }

    private static let headerCount = 13

    private static func read(_ bytes: UnsafeRawBufferPointer) -> ImportToken? {
        guard bytes.count > headerCount, bytes[0] == version, Int(bytes[9]) < WrappingAlgorithm.allCases.count,
            Int(bytes[10]) < WrappingKeySpec.allCases.count
        else { return nil }
        let milliseconds = bytes[1..<9].reduce(Int64(0)) { $0 << 8 | Int64($1) }
        let rowEnd = headerCount + (Int(bytes[11]) << 8 | Int(bytes[12]))
        guard bytes.count > rowEnd,
            let key = KeyAddress(rowKey: String(decoding: bytes[headerCount..<rowEnd], as: UTF8.self))
        else { return nil }
        return ImportToken(
            key: key, validTo: Timestamp(millisecondsSince1970: milliseconds),
            algorithm: WrappingAlgorithm.allCases[Int(bytes[9])],
            wrappingKeySpec: WrappingKeySpec.allCases[Int(bytes[10])],
            privateKey: KeyMaterial(copying: UnsafeRawBufferPointer(rebasing: bytes[rowEnd...])))
    }
}
