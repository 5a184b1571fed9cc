public import LabCore
public import LabService

/// An operation of IAM that names nothing that exists: a listing, a creation, a summary.
public protocol AccountWideOperation: IAMOperation where Target == Void {
    /// The ARN that policies see.
    static func resource(_ input: Input, in call: Call) -> String
}

extension AccountWideOperation {
    /// `*`.
    public static func resource(_ input: Input, in call: Call) -> String { "*" }
    /// Nothing to find.
    public static func find(_ input: Input, in call: Call, on state: IdentityState) throws(ServiceError) {}
    /// The ARN that policies see.
    public static func resource(_ input: Input, _ target: Void, in call: Call) -> String {
        resource(input, in: call)
    }
}

/// An input without members.
public struct NoInput: AuditedInput {
    /// Nothing.
    public init() {}
    /// Reads nothing.
    public init(_ members: MemberReader) {}
    /// None.
    public var parameters: JSONObject { [:] }
}

/// An input that names a page and nothing else.
public struct PageInput: AuditedInput {
    /// The page.
    public var page: PageRequest

    /// A page.
    public init(page: PageRequest = PageRequest()) {
        self.page = page
    }

    /// Reads the members.
    public init(_ members: MemberReader) {
        page = PageRequest(members)
    }

    /// The page.
    public var parameters: JSONObject { page.appended(to: [:]) }
}
