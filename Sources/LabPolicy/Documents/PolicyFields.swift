import LabCore

/// Reads members of policy elements, and makes errors that say where.
struct PolicyFields {
    let kind: PolicyKind
    /// Where the element stands; empty for the document.
    let path: String

    func error(_ cause: PolicyError.Cause) -> PolicyError {
        PolicyError(cause: cause, path: path, kind: kind)
    }

    func error(_ cause: PolicyError.Cause, in field: String) -> PolicyError {
        PolicyError(cause: cause, path: path.isEmpty ? field : "\(path).\(field)", kind: kind)
    }

    /// Refuses members that are not in `names`.
    func checkNames(_ object: JSONObject, _ names: [String]) throws(PolicyError) {
        for name in object.names where !names.contains(name) { throw error(.unknownField(name)) }
    }

    /// A member that must be a string if it is there.
    func string(_ object: JSONObject, _ name: String) throws(PolicyError) -> String? {
        guard let value = object[name] else { return nil }
        guard let text = value.string else { throw error(.wrongType(field: name), in: name) }
        return text
    }

    /// A string, or an array of at least one string.
    func strings(_ value: JSONValue, _ name: String) throws(PolicyError) -> [String] {
        switch value {
        case .string(let text): return [text]
        case .array(let elements):
            guard !elements.isEmpty else { throw error(.emptyList(field: name), in: name) }
            let texts = elements.compactMap(\.string)
            guard texts.count == elements.count else { throw error(.wrongType(field: name), in: name) }
            return texts
        default:
            throw error(.wrongType(field: name), in: name)
        }
    }

    /// The one of two excluding members that is there (`Action` or `NotAction`), and whether it is the negated one.
    func either(_ object: JSONObject, _ name: String, _ presence: PolicyKind.Presence)
        throws(PolicyError) -> (name: String, value: JSONValue, isNegated: Bool)?
    {
        let negated = "Not\(name)"
        switch (object[name], object[negated], presence) {
        case (nil, nil, .required): throw error(.missingField(name))
        case (nil, nil, _): return nil
        case (_?, _, .prohibited): throw error(.prohibitedField(name), in: name)
        case (_, _?, .prohibited): throw error(.prohibitedField(negated), in: negated)
        case (_?, _?, _): throw error(.conflictingFields(name, negated))
        case (let value?, nil, _): return (name, value, false)
        case (nil, let value?, _): return (negated, value, true)
        }
    }
}
