import LabCore
import LabCrypto
import LabService
import Synchronization

/// Where the sealed bytes of a body lie.
enum BodyLocation: Sendable, Codable {
    /// In the record itself: small bodies, which would cost more in bookkeeping than in bytes.
    case inline(StoredBytes)
    /// In the body store.
    case stored(BodyID)
}

/// A body that was sealed and kept, but that no record names yet. When it goes without ``keep()``, the body goes too.
final class StagedBody: Sendable {
    /// Where the sealed bytes lie.
    let location: BodyLocation
    /// How many bytes the body has, unsealed.
    let byteCount: Int
    /// The row to put into the state with the record; `nil` for a body in the record itself.
    let row: BodyRow?
    private let store: any BodyStore
    private let isKept = Atomic(false)

    init(location: BodyLocation, byteCount: Int, row: BodyRow?, store: any BodyStore) {
        self.location = location
        self.byteCount = byteCount
        self.row = row
        self.store = store
    }

    /// Says that a record names the body from now on.
    func keep() { isKept.store(true, ordering: .relaxed) }

    deinit {
        guard let row, !isKept.load(ordering: .relaxed) else { return }
        store.discard(row.id)
    }
}

/// Seals a body into a store.
struct BodyWriter {
    private var sealer: BodySealer
    private var spool: BodySpool

    /// A writer for the body of `identity`, under `dataKeys`, one a layer.
    init(
        identity: BodyIdentity, dataKeys: [KeyMaterial], store: any BodyStore, random: any RandomSource
    ) throws(BodyFailure) {
        let salt = try Self.salt(from: random)
        let format = BodyFormat(layers: dataKeys.count, salt: salt)
        sealer = try BodySealer(format: format, identity: identity, dataKeys: dataKeys)
        spool = BodySpool(store: store, random: random)
        let header = sealer.header
        try spool.append(header.count) { $0.copyBytes(from: header) }
    }

    /// How many bytes went in.
    var byteCount: Int { sealer.byteCount }

    /// Seals the next bytes.
    mutating func write(_ bytes: [UInt8]) throws(BodyFailure) {
        try sealer.update(bytes) { count, fill throws(BodyFailure) in try spool.append(count, fill) }
    }

    /// Ends the body.
    mutating func finish() async throws(BodyFailure) -> StagedBody {
        try sealer.finish { count, fill throws(BodyFailure) in try spool.append(count, fill) }
        return try await spool.finish(byteCount: sealer.byteCount)
    }

    private static func salt(from random: any RandomSource) throws(BodyFailure) -> [UInt8] {
        do throws(RandomFailure) {
            return try random.bytes(BodyFormat.saltByteCount, for: .nonce)
        } catch {
            throw .cipher(error.description)
        }
    }
}

/// Holds a body's sealed bytes back until they are too many for a record, then passes them to the store.
private struct BodySpool {
    let store: any BodyStore
    let random: any RandomSource
    private var head: [UInt8] = []
    private var sink: (any BodySink)?

    init(store: any BodyStore, random: any RandomSource) {
        self.store = store
        self.random = random
    }

    mutating func append(
        _ byteCount: Int, _ fill: (UnsafeMutableRawBufferPointer) throws(BodyFailure) -> Void
    ) throws(BodyFailure) {
        if sink == nil, head.count + byteCount > S3Limits.inlineBodyBytes { try openSink() }
        if let sink { return try sink.append(byteCount, fill) }
        head += try [UInt8](byteCount: byteCount, filledBy: fill)
    }

    func finish(byteCount: Int) async throws(BodyFailure) -> StagedBody {
        guard let sink else {
            let location = BodyLocation.inline(StoredBytes(head))
            return StagedBody(location: location, byteCount: byteCount, row: nil, store: store)
        }
        let row = try await sink.finish()
        return StagedBody(location: .stored(row.id), byteCount: byteCount, row: row, store: store)
    }

    private mutating func openSink() throws(BodyFailure) {
        let sink = try store.begin(try freshID())
        let head = head
        try sink.append(head.count) { $0.copyBytes(from: head) }
        self.head = []
        self.sink = sink
    }

    private func freshID() throws(BodyFailure) -> BodyID {
        do throws(RandomFailure) {
            return try BodyID.random(from: random)
        } catch {
            throw .cipher(error.description)
        }
    }
}

extension [UInt8] {
    /// `byteCount` bytes that `fill` writes.
    init(
        byteCount: Int, filledBy fill: (UnsafeMutableRawBufferPointer) throws(BodyFailure) -> Void
    ) throws(BodyFailure) {
        var failure: BodyFailure?
        self.init(unsafeUninitializedCapacity: byteCount) { buffer, count in
            do throws(BodyFailure) {
                try fill(UnsafeMutableRawBufferPointer(buffer))
                count = byteCount
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }
}
