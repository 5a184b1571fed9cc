import COpenSSL

/// What all TLS connections of one side have in common. TLS 1.2 and 1.3, libssl's own choice of ciphers.
///
/// libssl locks what connections share, so threads may use one context.
public final class TLSContext: @unchecked Sendable {
    /// Which side of a connection this is.
    enum Side: Sendable {
        case server
        case client
    }

    /// libssl's object; not to be freed or kept.
    let pointer: OpaquePointer
    let side: Side

    /// A server that proves its name with `identity`.
    ///
    /// - Throws: ``CryptoError/library(reasons:)`` when libssl does not take the certificate, for example because its key
    ///   is too weak.
    public init(serverWith identity: TLSIdentity) throws(CryptoError) {
        side = .server
        pointer = try Self.make(TLS_server_method())
        try use(identity)
    }

    /// A client that believes the certificates in `authorities`, PEM, and what they vouch for; without them, whom the
    /// system believes.
    ///
    /// - Throws: ``CryptoError/invalidKey`` when there is no certificate in `authorities`.
    public init(clientTrusting authorities: [UInt8]?) throws(CryptoError) {
        side = .client
        pointer = try Self.make(TLS_client_method())
        SSL_CTX_set_verify(pointer, SSL_VERIFY_PEER, nil)
        if let authorities { try trust(authorities) } else { try check(SSL_CTX_set_default_verify_paths(pointer)) }
    }

    deinit {
        SSL_CTX_free(pointer)
    }

    private static func make(_ method: OpaquePointer?) throws(CryptoError) -> OpaquePointer {
        let pointer = try check(SSL_CTX_new(method))
        require(lab_tls_1_2_or_newer(pointer))
        SSL_CTX_set_options(pointer, LAB_TLS_OPTIONS)
        // An idle connection then costs 34 KiB less (SSL_CTX_set_mode(3), SSL_MODE_RELEASE_BUFFERS).
        lab_release_idle_buffers(pointer)
        return pointer
    }

    private func use(_ identity: TLSIdentity) throws(CryptoError) {
        guard let first = identity.certificates.first else { throw .invalidKey }
        try check(SSL_CTX_use_certificate(pointer, first))
        try check(SSL_CTX_use_PrivateKey(pointer, identity.key.pointer))
        for certificate in identity.certificates.dropFirst() {
            try check(lab_add_chain_certificate(pointer, certificate))
        }
    }

    private func trust(_ authorities: [UInt8]) throws(CryptoError) {
        let certificates = PEM.certificates(authorities)
        defer { for certificate in certificates { X509_free(certificate) } }
        guard !certificates.isEmpty else { throw .invalidKey }
        // A server's own certificate may be what is believed, whoever made it.
        X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(pointer), UInt(X509_V_FLAG_PARTIAL_CHAIN))
        let store = SSL_CTX_get_cert_store(pointer)
        for certificate in certificates { try check(X509_STORE_add_cert(store, certificate)) }
    }
}
