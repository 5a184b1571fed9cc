import LabCore

/// Reads event patterns: objects of objects, down to lists of what a field may be.
enum PatternParser {
    private static let deepest = 32

    static func parse(_ text: String) throws(EventPatternError) -> PatternObject {
        guard text.utf8.count <= EventPattern.longest else { throw EventPatternError("Event pattern is too long") }
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONParser.parse(text, maximumDepth: deepest)
        } catch {
            throw EventPatternError("it is not JSON: \(error)")
        }
        guard let object = value.object else { throw EventPatternError("Filter is not an object") }
        return try self.object(object)
    }

    private static func object(_ object: JSONObject) throws(EventPatternError) -> PatternObject {
        guard !object.isEmpty else { throw EventPatternError("Empty objects are not allowed") }
        var fields: [(name: String, node: PatternNode)] = []
        var alternatives: [[PatternObject]] = []
        for (name, value) in object.members {
            if name == "$or", let branches = branches(value) {
                alternatives.append(try self.branches(branches))
            } else {
                fields.append((name, try node(value, of: name)))
            }
        }
        return PatternObject(fields: fields, alternatives: alternatives)
    }

    /// The branches that `$or` holds; `nil` when it is a field of that name with matchers.
    private static func branches(_ value: JSONValue) -> [JSONObject]? {
        guard let elements = value.array else { return nil }
        let objects = elements.compactMap(\.object)
        let areMatchers = objects.contains { $0.names.contains(where: MatcherParser.names.contains) }
        return objects.count == elements.count && !objects.isEmpty && !areMatchers ? objects : nil
    }

    private static func branches(_ objects: [JSONObject]) throws(EventPatternError) -> [PatternObject] {
        guard objects.count > 1 else {
            throw EventPatternError("There must have at least 2 Objects in $or relationship.")
        }
        var branches: [PatternObject] = []
        for object in objects { branches.append(try self.object(object)) }
        return branches
    }

    private static func node(_ value: JSONValue, of name: String) throws(EventPatternError) -> PatternNode {
        switch value {
        case .object(let object): return .object(try self.object(object))
        case .array(let elements):
            guard !elements.isEmpty else { throw EventPatternError("Empty arrays are not allowed") }
            var matchers: [ValueMatcher] = []
            for element in elements { matchers.append(try MatcherParser.parse(element)) }
            return .values(matchers)
        default: throw EventPatternError("\"\(name)\" must be an object or an array")
        }
    }
}
