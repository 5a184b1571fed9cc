/// What AWS says of prices and quotas, as of one day: everything in a report that was not measured comes from here or
/// from the command line.
///
/// Change it here, and the date with it.
public enum PriceTable {
    /// The day when the numbers were last looked up.
    public static let date = "2026-11-24"
    /// The Region they are for.
    public static let region = "us-east-1"

    /// US dollars for 10,000 requests with symmetric keys. AWS KMS pricing page, "Pricing"; the 20,000 free requests a
    /// month are left out.
    public static let dollarsPer10000Requests = 0.03
    /// US dollars a month for a key that a customer manages. AWS KMS pricing page, "Pricing".
    public static let dollarsPerKeyMonth = 1.0
    /// Symmetric cryptographic requests a second, shared by all of an account's callers in the Region; 10,000 in most
    /// others. AWS KMS Developer Guide, "Request quotas".
    public static let requestsPerSecond = 100_000.0
    /// Plaintext bytes that `Encrypt` takes. AWS KMS API Reference, "Encrypt".
    public static let directLimit = 4096

    /// Where the numbers stand.
    public static let sources = [
        "https://aws.amazon.com/kms/pricing/",
        "https://docs.aws.amazon.com/kms/latest/developerguide/requests-per-second.html",
        "https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html",
    ]
}
