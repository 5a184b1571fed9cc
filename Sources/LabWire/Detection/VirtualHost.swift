/// Finds the bucket that a host names.
///
/// - SeeAlso: Amazon S3 User Guide, "Virtual hosting of general purpose buckets"
public enum VirtualHost {
    /// The bucket in `host` (no port, small letters); `nil` when the bucket stands in the path.
    ///
    /// `BUCKET.s3.ANYTHING`, `BUCKET.s3-REGION.ANYTHING`, and `BUCKET.localhost`: SDKs write the last for an endpoint
    /// `http://localhost:PORT`. A bucket may hold dots, so the last fitting label counts. `s3.localhost` and the hosts of
    /// other services are no buckets.
    public static func bucket(_ host: String) -> String? {
        let labels = host.pieces(".")
        if let index = labels.lastIndex(where: isEndpointLabel) {
            let hasSuffix = index + 1 < labels.count
            return index > 0 && hasSuffix ? labels[..<index].joined(separator: ".") : nil
        }
        guard labels.count > 1, labels.last == "localhost" else { return nil }
        let bucket = labels.dropLast().joined(separator: ".")
        return WireService(rawValue: bucket) == nil ? bucket : nil
    }

    /// `s3`, or the older `s3-REGION`; the labels of access points and control endpoints are none.
    private static func isEndpointLabel(_ label: String) -> Bool {
        if label == "s3" || label == "s3-accelerate" || label == "s3-fips" || label == "s3-external-1" { return true }
        let region = label.dropFirst(3)
        return label.hasPrefix("s3-") && region.utf8.last.map { (0x30...0x39).contains($0) } == true
            && region.contains("-")
    }
}
