public import LabCore

/// An input that is declared member by member, so that decoding, validation and the coverage test share one text.
public protocol MemberInput: Sendable {
    /// Reads and validates the members. Nothing read may be trusted before the reader's verdict.
    init(_ members: MemberReader)
}

/// An output that writes itself as the JSON object AWS answers with.
public protocol JSONOutput: Sendable {
    /// The members in AWS's order; absent ones left out.
    var json: JSONObject { get }
}

/// The output of operations that answer with nothing.
public struct EmptyOutput: JSONOutput {
    /// Nothing.
    public init() {}
    /// No members.
    public var json: JSONObject { [:] }
}

/// An operation of a service that speaks JSON, or the query protocol, whose inputs have the same shape.
public protocol MemberOperation: Operation where Input: MemberInput, Output: JSONOutput {}
