/// A value that may hold plaintext or a credential: every way of turning it into text says `<redacted>`.
///
/// Why: a secret in a log, an error or an event outlives the request, out of reach of any key policy. Reading the value
/// takes the word ``exposed``, so that every such place can be found.
public struct Sensitive<Value: Sendable>: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// The value itself.
    public var exposed: Value

    /// Wraps a value.
    public init(_ value: Value) {
        exposed = value
    }

    /// Always `<redacted>`.
    public var description: String { "<redacted>" }
    /// Always `<redacted>`.
    public var debugDescription: String { "<redacted>" }
    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension Sensitive: Equatable where Value: Equatable {}
extension Sensitive: Hashable where Value: Hashable {}
