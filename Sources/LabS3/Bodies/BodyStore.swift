import LabCore
public import LabService

/// The name of a stored body: 128 random bits.
public struct BodyID: RowID, Codable, CustomStringConvertible {
    /// 32 hexadecimal digits.
    public let text: String

    /// Fails unless `text` is 32 hexadecimal digits in lower case.
    public init?(_ text: String) {
        guard text.utf8.count == 32, let bytes = Hex.decode(text), Hex.encode(bytes) == text else { return nil }
        self.text = text
    }

    /// A fresh name.
    static func random(from source: any RandomSource) throws(RandomFailure) -> BodyID {
        BodyID(unchecked: Hex.encode(try source.bytes(16, for: .identifier)))
    }

    private init(unchecked text: String) {
        self.text = text
    }

    /// The digits.
    public var rowKey: String { text }
    /// The digits.
    public var description: String { text }
    /// Orders by digits.
    public static func < (left: BodyID, right: BodyID) -> Bool { left.text < right.text }
}

/// Where sealed bodies are kept. What goes in is ciphertext already; a store never sees anything else.
///
/// A body is written once, completely, and never changed. It exists for others when its ``BodyRow`` is in the state.
public protocol BodyStore: Sendable {
    /// Begins to keep a body.
    func begin(_ id: BodyID) throws(BodyFailure) -> any BodySink
    /// The bytes of a body.
    func open(_ row: BodyRow) throws(BodyFailure) -> any SealedBytes
    /// Forgets a body that no row was made for.
    func discard(_ id: BodyID)
    /// Forgets bodies whose rows are gone for good and which nobody reads any more. May return before it is done.
    func reclaim(_ bodies: [BodyID])
    /// A store for a fork of the world: it reads what is here and keeps what is new to itself.
    func forked() -> any BodyStore
}

extension BodyStore {
    /// Nothing to do where bodies live in their rows.
    public func reclaim(_ bodies: [BodyID]) {}
}

/// Takes in the sealed bytes of one body. Without ``finish()`` nothing remains of them.
public protocol BodySink: Sendable {
    /// Takes in the next `byteCount` bytes, which `fill` writes, all of them, straight to where they stay or leave from.
    func append(
        _ byteCount: Int, _ fill: (UnsafeMutableRawBufferPointer) throws(BodyFailure) -> Void
    ) throws(BodyFailure)
    /// Ends the body: when this returns, it is kept (in a durable store, on the disk).
    func finish() async throws(BodyFailure) -> BodyRow
}

/// Sealed bytes that can be read at any place.
public protocol SealedBytes: Sendable {
    /// How many bytes.
    var byteCount: Int { get }
    /// `count` bytes from `offset` on.
    ///
    /// - Throws: ``BodyFailure/damaged`` when there are not that many.
    func read(at offset: Int, count: Int) throws(BodyFailure) -> [UInt8]
}

/// That a body is kept: one row a body, so that the store can be told from the rows which bodies are still wanted.
public struct BodyRow: Row {
    /// The table's name in the store.
    public static let table = "s3.bodies"

    /// The body's name.
    public let id: BodyID
    /// The bytes themselves, for bodies in memory; never saved.
    let memory: MemoryBody?

    /// A body that a durable store keeps under its name.
    public init(id: BodyID) {
        self.id = id
        memory = nil
    }

    init(id: BodyID, memory: MemoryBody) {
        self.id = id
        self.memory = memory
    }

    private enum CodingKeys: String, CodingKey {
        case id
    }

    /// Reads the name.
    public init(from decoder: any Decoder) throws {
        self.init(id: try decoder.container(keyedBy: CodingKeys.self).decode(BodyID.self, forKey: .id))
    }

    /// Writes the name.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
    }
}
