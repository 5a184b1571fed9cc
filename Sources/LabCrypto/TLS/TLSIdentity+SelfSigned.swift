import COpenSSL
public import LabCore

extension TLSIdentity {
    /// A new P-256 key with a certificate that vouches for itself: clients believe it once they are given it.
    ///
    /// - Parameters:
    ///   - names: DNS names, such as `localhost` or `*.s3.localhost`; the first is the subject, too.
    ///   - addresses: IP addresses.
    ///   - start: When it begins to hold; an hour earlier, for clocks that are behind.
    ///   - days: How long it holds.
    /// - Throws: ``CryptoError/library(reasons:)`` when a name is none.
    /// - SeeAlso: RFC 5280, sections 4.1 and 4.2.1.6
    public static func selfSigned(
        names: [String], addresses: [String], from start: Timestamp, days: Int
    ) throws(CryptoError) -> TLSIdentity {
        let key = try EVPKey.generated(.ec(.p256))
        let certificate = try check(X509_new())
        do throws(CryptoError) {
            try describe(certificate, names, addresses)
            try setTimes(certificate, start, days)
            try check(X509_set_pubkey(certificate, key.pointer))
            try addExtensions(certificate, names, addresses)
            guard X509_sign(certificate, key.pointer, EVP_sha256()) > 0 else { throw .drained() }
        } catch {
            X509_free(certificate)
            throw error
        }
        return try TLSIdentity(adopting: [certificate], key)
    }

    private static func describe(
        _ certificate: OpaquePointer, _ names: [String], _ addresses: [String]
    ) throws(CryptoError) {
        // Version 3 is written as 2.
        try check(X509_set_version(certificate, 2))
        try setSerialNumber(certificate)
        let name = try check(X509_get_subject_name(certificate))
        let subject = names.first ?? addresses.first ?? "kmslab"
        try check(X509_NAME_add_entry_by_txt(name, "CN", CInt(MBSTRING_UTF8), subject, -1, -1, 0))
        try check(X509_NAME_add_entry_by_txt(name, "O", CInt(MBSTRING_UTF8), "kmslab", -1, -1, 0))
        try check(X509_set_issuer_name(certificate, name))
    }

    /// 127 random bits: positive, and within the 20 bytes that RFC 5280 allows.
    private static func setSerialNumber(_ certificate: OpaquePointer) throws(CryptoError) {
        let number = try check(BN_new())
        defer { BN_free(number) }
        try check(BN_rand(number, 127, CInt(BN_RAND_TOP_ONE), CInt(BN_RAND_BOTTOM_ANY)))
        guard BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nil else { throw .drained() }
    }

    private static func setTimes(
        _ certificate: OpaquePointer, _ start: Timestamp, _ days: Int
    ) throws(CryptoError) {
        let seconds = Int(start.millisecondsSince1970 / 1000)
        _ = try check(ASN1_TIME_set(X509_getm_notBefore(certificate), seconds - 3600))
        _ = try check(ASN1_TIME_set(X509_getm_notAfter(certificate), seconds + days * 86400))
    }

    private static func addExtensions(
        _ certificate: OpaquePointer, _ names: [String], _ addresses: [String]
    ) throws(CryptoError) {
        let alternatives = names.map { "DNS:\($0)" } + addresses.map { "IP:\($0)" }
        try add(certificate, NID_basic_constraints, "critical,CA:TRUE,pathlen:0")
        try add(certificate, NID_key_usage, "critical,digitalSignature,keyCertSign")
        try add(certificate, NID_ext_key_usage, "serverAuth")
        try add(certificate, NID_subject_key_identifier, "hash")
        try add(certificate, NID_subject_alt_name, alternatives.joined(separator: ","))
    }

    private static func add(_ certificate: OpaquePointer, _ kind: CInt, _ value: String) throws(CryptoError) {
        let made = try check(lab_extension(certificate, kind, value))
        defer { X509_EXTENSION_free(made) }
        try check(X509_add_ext(certificate, made, -1))
    }
}

extension TLSIdentity {
    /// Whether the server's certificate names `host`, a DNS name or an IP address.
    public func names(_ host: String) -> Bool {
        guard let certificate = certificates.first else { return false }
        defer { ErrorQueue.clear() }
        return X509_check_ip_asc(certificate, host, 0) == 1
            || X509_check_host(certificate, host, host.utf8.count, 0, nil) == 1
    }

    /// Whether the server's certificate holds at `time`.
    public func isValid(at time: Timestamp) -> Bool {
        guard let certificate = certificates.first else { return false }
        var seconds = Int(time.millisecondsSince1970 / 1000)
        return X509_cmp_time(X509_get0_notBefore(certificate), &seconds) < 0
            && X509_cmp_time(X509_get0_notAfter(certificate), &seconds) > 0
    }
}
