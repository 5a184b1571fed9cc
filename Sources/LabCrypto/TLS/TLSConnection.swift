import COpenSSL

/// One TLS connection without a socket: bytes of the wire go in and out, bytes of the application out and in.
///
/// It belongs to one thread at a time. After every call, ``takeOutgoing()`` has what goes to the other side, alerts of a
/// failure included.
public final class TLSConnection {
    private static let recordBytes = 16 << 10

    private let context: TLSContext
    private let pointer: OpaquePointer
    /// What has come from the wire and is not yet understood; libssl's own.
    private let incoming: OpaquePointer
    /// What waits to go to the wire; libssl's own.
    private let outgoing: OpaquePointer

    /// Whether the other side has said that nothing more will come.
    public private(set) var isClosedByPeer = false

    /// A connection that has not begun.
    ///
    /// - Parameter serverName: For clients, the name or address that the server has to prove.
    /// - Throws: ``CryptoError/library(reasons:)`` when memory is out.
    public init(_ context: TLSContext, serverName: String? = nil) throws(CryptoError) {
        self.context = context
        pointer = try check(SSL_new(context.pointer))
        incoming = require(BIO_new(BIO_s_mem()))
        outgoing = require(BIO_new(BIO_s_mem()))
        SSL_set_bio(pointer, incoming, outgoing)
        switch context.side {
        case .server: SSL_set_accept_state(pointer)
        case .client: SSL_set_connect_state(pointer)
        }
        if let serverName { try expect(serverName) }
    }

    deinit {
        SSL_free(pointer)
    }

    /// Whether both sides have agreed, so that bytes of the application can go.
    public var isEstablished: Bool { SSL_is_init_finished(pointer) == 1 }

    /// Begins: a client greets. A server waits for that.
    ///
    /// - Throws: ``CryptoError/library(reasons:)``.
    public func begin() throws(CryptoError) {
        guard case .client = context.side else { return }
        try settle(SSL_do_handshake(pointer))
    }

    /// Takes bytes from the wire and gives those of the application.
    ///
    /// - Throws: ``CryptoError/library(reasons:)`` when the other side breaks the protocol, cannot be believed, or does not
    ///   speak TLS; the connection is then of no more use.
    public func receive(_ bytes: UnsafeRawBufferPointer) throws(CryptoError) -> [UInt8] {
        MemoryBIO.put(bytes, into: incoming)
        var plaintext: [UInt8] = []
        while let record = try nextRecord() { plaintext += record }
        return plaintext
    }

    /// Seals bytes of the application. Only an established connection takes them.
    ///
    /// - Throws: ``CryptoError/library(reasons:)``.
    public func send(_ bytes: UnsafeRawBufferPointer) throws(CryptoError) {
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return }
        var written = 0
        try settle(SSL_write_ex(pointer, start, bytes.count, &written))
        precondition(written == bytes.count, "an established connection to a buffer takes everything")
    }

    /// Says that nothing more will be sent.
    public func close() {
        guard isEstablished else { return }
        SSL_shutdown(pointer)
        ErrorQueue.clear()
    }

    /// Takes out what goes to the wire.
    public func takeOutgoing() -> [UInt8] { MemoryBIO.takeAll(outgoing) }
}

extension TLSConnection {
    /// The next bytes of the application; `nil` when more of the wire is needed for them, or none will come.
    private func nextRecord() throws(CryptoError) -> [UInt8]? {
        var result: CInt = 0
        let record = [UInt8](unsafeUninitializedCapacity: Self.recordBytes) { bytes, count in
            result = SSL_read_ex(pointer, bytes.baseAddress, bytes.count, &count)
        }
        guard result != 1 else { return record }
        try settle(result)
        return nil
    }

    /// Tells waiting and an orderly end from a failure.
    private func settle(_ result: CInt) throws(CryptoError) {
        guard result != 1 else { return }
        switch SSL_get_error(pointer, result) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: break
        case SSL_ERROR_ZERO_RETURN: isClosedByPeer = true
        default: throw .drained()
        }
    }

    private func expect(_ serverName: String) throws(CryptoError) {
        let parameters = SSL_get0_param(pointer)
        if X509_VERIFY_PARAM_set1_ip_asc(parameters, serverName) == 1 { return }
        ErrorQueue.clear()
        try check(SSL_set1_host(pointer, serverName))
        try check(lab_set_server_name(pointer, serverName))
    }
}
