extension WireRequest {
    /// The headers of a presigned request together with the `x-amz-…` parameters of its query, which act as if they had
    /// come as headers (`aws-s3.md`, F.3); the signature's own parameters are left out.
    ///
    /// A header that came as one wins over a parameter of its name. Use it only when the query is signed, otherwise
    /// anybody could add to a URL.
    ///
    /// - Throws: ``PercentEncoding/Flaw`` when the query cannot be decoded; the signature of such a request is refused.
    public func headersWithHoistedQuery() throws(PercentEncoding.Flaw) -> WireHeaders {
        var result = headers
        for (name, value) in try query.decoded() where name.hasPrefixIgnoringCase("x-amz-") {
            let small = name.lowercasedASCII
            if !Self.signatureParameters.contains(small), !headers.contains(small) { result.append(small, value) }
        }
        return result
    }

    private static let signatureParameters: Set<String> = [
        "x-amz-algorithm", "x-amz-content-sha256", "x-amz-credential", "x-amz-date", "x-amz-expires",
        "x-amz-security-token", "x-amz-signature", "x-amz-signedheaders",
    ]
}
