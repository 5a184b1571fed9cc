/// The one error at a service's edge: AWS's code, its HTTP status, and AWS's message.
///
/// Inside a module errors are small enums; an operation turns them into a `ServiceError`, because only it knows that
/// "authentication failed" means `InvalidCiphertextException` here and an internal failure there.
public struct ServiceError: Error, Sendable, Hashable {
    /// What AWS calls an error, with the HTTP status that goes with it.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        /// The name on the wire, such as `NotFoundException`.
        public let wireName: String
        /// The HTTP status.
        public let httpStatus: Int

        /// A code by name and status.
        public init(_ wireName: String, _ httpStatus: Int = 400) {
            self.wireName = wireName
            self.httpStatus = httpStatus
        }

        /// The name on the wire.
        public var description: String { wireName }
    }

    /// AWS's code.
    public let code: Code
    /// AWS's message; `nil` where AWS sends none.
    public let message: String?
    /// Further members of the error body, in order (S3's `BucketName`, `Key`, …).
    public var details: [String: String]
    /// What a person at a command line can do about it; never sent on the wire.
    public var hint: String?

    /// An error with AWS's code and message.
    public init(_ code: Code, _ message: String? = nil, details: [String: String] = [:], hint: String? = nil) {
        self.code = code
        self.message = message
        self.details = details
        self.hint = hint
    }
}

extension ServiceError: CustomStringConvertible {
    /// `Code` or `Code: message`.
    public var description: String {
        guard let message else { return code.wireName }
        return "\(code.wireName): \(message)"
    }
}
