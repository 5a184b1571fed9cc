import LabCore
import LabCrypto
import LabService

/// The checksums that S3 keeps with an object.
///
/// - SeeAlso: Amazon S3 User Guide, "Checking object integrity in Amazon S3"
public enum ChecksumAlgorithm: String, Sendable, Hashable, Codable, CaseIterable {
    /// CRC-32.
    case crc32 = "CRC32"
    /// CRC-32C.
    case crc32c = "CRC32C"
    /// CRC-64/NVME, the one that S3 computes unasked.
    case crc64nvme = "CRC64NVME"
    /// SHA-1.
    case sha1 = "SHA1"
    /// SHA-256.
    case sha256 = "SHA256"

    /// The header, such as `x-amz-checksum-crc32`.
    public var headerName: String { "x-amz-checksum-\(rawValue.lowercased())" }

    /// How long a value is before base64.
    public var byteCount: Int {
        switch self {
        case .crc32, .crc32c: 4
        case .crc64nvme: 8
        case .sha1: 20
        case .sha256: 32
        }
    }

    /// How a multipart upload's checksum is made unless it says otherwise.
    public var standardType: ChecksumType { self == .crc64nvme ? .fullObject : .composite }

    /// Whether the parts' checksums can make one of this type.
    public func supports(_ type: ChecksumType) -> Bool {
        switch type {
        case .composite: self != .crc64nvme
        case .fullObject: self != .sha1 && self != .sha256
        }
    }

    /// The CRC, if it is one.
    var crc: CRC.Algorithm? {
        switch self {
        case .crc32: .crc32
        case .crc32c: .crc32c
        case .crc64nvme: .crc64nvme
        case .sha1, .sha256: nil
        }
    }

    /// The checksum of bytes.
    func value(of bytes: [UInt8]) -> [UInt8] {
        var sum = RunningChecksum(self)
        sum.update(bytes)
        return sum.finish()
    }
}

/// How a multipart object's checksum is made.
public enum ChecksumType: String, Sendable, Hashable, Codable, CaseIterable {
    /// The checksum of the parts' checksums.
    case composite = "COMPOSITE"
    /// The checksum of the whole body.
    case fullObject = "FULL_OBJECT"
}

/// A checksum as answers show it.
public struct ObjectChecksum: Sendable, Hashable {
    /// Which one.
    public let algorithm: ChecksumAlgorithm
    /// How it was made.
    public let type: ChecksumType
    /// Base64; a composite one ends in `-` and the number of parts.
    public let value: String

    /// A checksum.
    public init(algorithm: ChecksumAlgorithm, type: ChecksumType = .fullObject, value: String) {
        self.algorithm = algorithm
        self.type = type
        self.value = value
    }

    /// The bytes of the value, without the number of parts.
    var bytes: [UInt8]? { Base64.decode(bareValue) }

    /// The value without the number of parts, as GetObjectAttributes shows it.
    public var bareValue: String { String(value.prefix { $0 != "-" }) }
}

/// A checksum that is being computed. It belongs to one task.
struct RunningChecksum {
    let algorithm: ChecksumAlgorithm
    private var sum: Sum

    private enum Sum {
        case crc(CRC)
        case digest(Digester)
    }

    init(_ algorithm: ChecksumAlgorithm) {
        self.algorithm = algorithm
        switch algorithm {
        case .crc32: sum = .crc(CRC(.crc32))
        case .crc32c: sum = .crc(CRC(.crc32c))
        case .crc64nvme: sum = .crc(CRC(.crc64nvme))
        case .sha1: sum = .digest(Digester(.sha1))
        case .sha256: sum = .digest(Digester(.sha256))
        }
    }

    /// Whether it takes longer than encryption.
    var isSlow: Bool {
        guard case .digest = sum else { return false }
        return true
    }

    mutating func update(_ bytes: [UInt8]) {
        switch sum {
        case .crc(var crc):
            crc.update(bytes)
            sum = .crc(crc)
        case .digest(let digester): digester.update(bytes)
        }
    }

    func finish() -> [UInt8] {
        switch sum {
        case .crc(let crc): crc.bytes
        case .digest(let digester): digester.finish()
        }
    }
}

/// A checksum as the state keeps it: in the clear, or under the object's data key where the object's encryption hides
/// it.
///
/// Why: a checksum of a short body gives the body away to whoever can guess it. S3 keeps the checksums of objects under
/// KMS keys encrypted, so showing one takes `kms:Decrypt`.
struct StoredChecksum: Sendable, Codable {
    let algorithm: ChecksumAlgorithm
    let type: ChecksumType
    private let value: Value

    private enum Value: Codable {
        case plain(String)
        case sealed(StoredBytes)
    }

    /// Keeps a checksum; under `wrap` when there is one.
    init(_ checksum: ObjectChecksum, under wrap: KeyWrap?, random: any RandomSource) throws(ServiceError) {
        algorithm = checksum.algorithm
        type = checksum.type
        if let wrap {
            value = .sealed(try wrap.seal(Array(checksum.value.utf8), random: random))
        } else {
            value = .plain(checksum.value)
        }
    }

    /// Whether it takes the object's data key to show.
    var isSealed: Bool {
        guard case .sealed = value else { return false }
        return true
    }

    /// The checksum.
    ///
    /// - Throws: `InternalError` when it is sealed and `wrap` is missing or not the right one.
    func open(_ wrap: KeyWrap?) throws(ServiceError) -> ObjectChecksum {
        switch value {
        case .plain(let text): return ObjectChecksum(algorithm: algorithm, type: type, value: text)
        case .sealed(let blob):
            guard let wrap else { throw S3Error.body(.damaged) }
            let text = try wrap.open(blob).exportForResponse()
            return ObjectChecksum(algorithm: algorithm, type: type, value: String(decoding: text, as: UTF8.self))
        }
    }
}
