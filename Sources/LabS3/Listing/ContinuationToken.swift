import LabCore
import LabCrypto

/// The token that ListObjectsV2 hands out: where the next page begins, in base64, with a checksum against typing errors.
/// It is opaque to clients and no secret: it says nothing that the page did not.
enum ContinuationToken {
    private static let magic: UInt8 = 0x4B

    /// The token for a position.
    static func encode(_ position: ListPosition) -> String {
        var bytes: [UInt8] = [magic]
        switch position {
        case .start: bytes.append(0)
        case .afterKey(let key): bytes += [1] + Array(key.text.utf8)
        case .afterPrefix(let prefix): bytes += [2] + Array(prefix.utf8)
        }
        return Base64.encode(CRC.Algorithm.crc32.checksum(of: bytes) + bytes)
    }

    /// The position of a token.
    ///
    /// - Throws: `InvalidArgument` for what is no token.
    static func decode(_ token: String) throws(ServiceError) -> ListPosition {
        guard let bytes = Base64.decode(token), bytes.count >= 6,
            CRC.Algorithm.crc32.checksum(of: bytes[4...]).elementsEqual(bytes[..<4]), bytes[4] == magic,
            let text = String(validating: bytes[6...], as: UTF8.self)
        else { throw S3Error.invalidContinuationToken }
        switch bytes[5] {
        case 0: return .start
        case 1: return .afterKey(ObjectKey(text))
        case 2: return .afterPrefix(text)
        default: throw S3Error.invalidContinuationToken
        }
    }
}
