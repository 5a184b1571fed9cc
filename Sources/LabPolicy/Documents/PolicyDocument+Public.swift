extension PolicyDocument {
    /// Whether S3 calls the bucket policy public: a statement allows everybody, and no condition ties it to fixed
    /// accounts, networks or principals.
    ///
    /// - SeeAlso: Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage", the meaning of "public"
    public var isPublic: Bool { compiled.statements.contains(where: \.isPublic) }

    /// Whether a statement that makes the policy public allows one of these actions, such as `s3:GetObject`.
    public func isPublic(for actions: [String]) -> Bool {
        let folded = actions.map { $0.lowercased() }
        return compiled.statements.contains { statement in
            statement.isPublic && folded.contains { statement.action?.covers($0.utf8Span.span) == true }
        }
    }
}

extension Statement {
    fileprivate var isPublic: Bool {
        guard effect == .allow, let principal else { return false }
        let meansEverybody = principal.isNegated || principal.patterns.contains(.everyone)
        return meansEverybody && !conditions.contains(where: \.narrowsAudience)
    }
}

extension Condition {
    /// Whether the condition wants a fixed value, without wildcards, of a key that says who asks or from where.
    fileprivate var narrowsAudience: Bool {
        guard Self.audienceKeys.contains(key.folded), !comparison.isNegated, !comparison.ifExists else { return false }
        switch comparison.test {
        case .string, .arn: return wanted.allSatisfy { !$0.contains("*") && !$0.contains("?") && !$0.contains("${") }
        case .address: return wanted.allSatisfy(Self.isNarrow)
        default: return false
        }
    }

    /// S3 takes IPv4 ranges wider than /8 and IPv6 ranges wider than /32 for public.
    private static func isNarrow(_ range: String) -> Bool {
        let fields = range.split(separator: "/")
        guard fields.count == 2, let length = Int(fields[1]) else { return true }
        return length >= (fields[0].contains(":") ? 32 : 8)
    }

    private static let audienceKeys: Set<String> = [
        "aws:principalaccount", "aws:principalarn", "aws:principalorgid", "aws:principalorgpaths", "aws:sourceaccount",
        "aws:sourcearn", "aws:sourceip", "aws:sourceorgid", "aws:sourcevpc", "aws:sourcevpce", "aws:userid",
        "aws:vpceaccount", "aws:vpceorgid", "s3:dataaccesspointaccount", "s3:dataaccesspointarn",
    ]
}
