import LabCore

/// A way in which an object can be kept, from the server's own encryption to the client's.
enum StorageMode: String, CaseIterable, Sendable {
    case sseS3 = "sse-s3"
    case sseKMSManaged = "sse-kms-aws"
    case sseKMSOwn = "sse-kms"
    case dsseKMS = "dsse-kms"
    case sseC = "sse-c"
    case clientKMS = "client-kms"
    case clientOwn = "client-own"

    /// For people.
    var title: String {
        switch self {
        case .sseS3: "SSE-S3"
        case .sseKMSManaged: "SSE-KMS aws/s3"
        case .sseKMSOwn: "SSE-KMS own key"
        case .dsseKMS: "DSSE-KMS own key"
        case .sseC: "SSE-C"
        case .clientKMS: "client, KMS key"
        case .clientOwn: "client, own key"
        }
    }

    /// The key of the probe object that is kept in this way.
    var probeKey: String { "kmslab-matrix-probe/\(rawValue)" }
}

/// Somebody who tries to see an object's plaintext.
enum Viewer: String, CaseIterable, Sendable {
    case tap
    case disk
    case operatorInUse = "s3-op"
    case reader
    case readerWithDecrypt = "reader+decrypt"
    case keyAdministrator = "key-admin"
    case root
    case otherAccount = "other-account"
    case later

    /// For people.
    var title: String {
        switch self {
        case .tap: "whoever listens on the wire"
        case .disk: "whoever steals the disk, without root.key"
        case .operatorInUse: "whoever runs S3, while the object is read"
        case .reader: "a user with s3:GetObject"
        case .readerWithDecrypt: "the same with kms:Decrypt"
        case .keyAdministrator: "a user who administers keys"
        case .root: "the account's root user"
        case .otherAccount: "the root user of another account"
        case .later: "root in a year, who kept no key of his own"
        }
    }
}

/// What somebody saw.
struct Sight: Sendable {
    /// What came of trying.
    enum Kind: String, Sendable {
        case plaintext
        case noise
        case refused
    }

    let kind: Kind
    /// How it came to that, such as the error.
    let reason: String

    static func seeing(_ bytes: [UInt8], _ planted: [UInt8], _ what: String) -> Sight {
        let isThere = bytes.holds(planted)
        return Sight(kind: isThere ? .plaintext : .noise, reason: "\(what): \(isThere ? "plaintext" : "ciphertext")")
    }

    static func refused(_ error: ServiceError) -> Sight {
        Sight(kind: .refused, reason: "\(error.code.wireName): \(error.message ?? "")")
    }
}

extension [UInt8] {
    /// Whether `part` stands somewhere in the bytes.
    func holds(_ part: [UInt8]) -> Bool {
        guard let first = part.first, count >= part.count else { return false }
        return indices.dropLast(part.count - 1).contains { start in
            self[start] == first && self[start..<(start + part.count)].elementsEqual(part)
        }
    }
}
