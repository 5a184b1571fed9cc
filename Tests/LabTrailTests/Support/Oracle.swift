import Foundation
import LabCore
import LabService
import Testing

/// botocore's model of CloudTrail: operations, members, bounds, outputs, declared errors.
///
/// Every call of every test is held against it: what comes out must be members that AWS has, and what is refused must be
/// refused with an error that AWS declares for the operation.
enum Oracle {
    private static let loaded = Result { try load() }

    static func model() throws -> JSONObject { try loaded.get() }

    private struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private static func load() throws -> JSONObject {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", program]
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let printed = output.fileHandleForReading.readDataToEndOfFile()
        let complaint = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(description: String(decoding: complaint, as: UTF8.self))
        }
        return try JSONParser.parse(String(decoding: printed, as: UTF8.self)).object ?? [:]
    }

    private static let program = #"""
        import botocore.session, json
        m = botocore.session.get_session().get_service_model('cloudtrail')
        def members(s):
            return {n: {'required': n in s.required_members, 'shape': shape(x)} for n, x in s.members.items()}
        def bounds(s):
            return [s.metadata.get('min'), s.metadata.get('max')]
        def shape(s):
            t = s.type_name
            if t == 'string':
                if s.enum: return ['enum'] + sorted(s.enum)
                return ['string', bounds(s), s._shape_model.get('pattern')]
            if t in ('integer', 'long'): return ['integer', bounds(s)]
            if t == 'list': return ['list', bounds(s), shape(s.member)]
            if t == 'structure': return ['structure', members(s)]
            return ['bool' if t == 'boolean' else t]
        wanted = ('Trail', 'Tags', 'Logging', 'EventSelectors', 'LookupEvents', 'PublicKeys')
        out = {}
        for n in m.operation_names:
            if not any(word in n for word in wanted): continue
            o = m.operation_model(n)
            out[n] = {
                'members': members(o.input_shape) if o.input_shape else {},
                'output': members(o.output_shape) if o.output_shape else {},
                'errors': sorted(e.name for e in o.error_shapes),
            }
        print(json.dumps(out))
        """#

    /// Errors that every operation can end with and no model declares.
    private static let general: Set<String> = [
        "AccessDeniedException", "SerializationException", "ValidationException",
    ]

    static func check(_ error: ServiceError, of operation: String) throws {
        let declared = try model()[operation]?["errors"]?.array?.compactMap(\.string) ?? []
        let name = error.code.wireName
        #expect(general.contains(name) || declared.contains(name), "\(operation) is refused with \(name)")
    }

    static func check(_ output: JSONObject, of operation: String) throws {
        let members = try #require(try model()[operation]?["output"]?.object)
        check(output, members, at: operation)
    }

    private static func check(_ object: JSONObject, _ members: JSONObject, at path: String) {
        for member in object.members {
            guard let shape = members[member.name]?["shape"]?.array else {
                Issue.record("\(path) answers \(member.name)")
                continue
            }
            check(member.value, shape, at: "\(path).\(member.name)")
        }
    }

    private static func check(_ value: JSONValue, _ shape: [JSONValue], at path: String) {
        switch shape.first?.string {
        case "structure": check(value.object ?? [:], shape[1].object ?? [:], at: path)
        case "list": for element in value.array ?? [] { check(element, shape[2].array ?? [], at: "\(path)[]") }
        case "bool": #expect(value.bool != nil, "\(path)")
        case "timestamp": #expect(value.double != nil, "\(path)")
        default: #expect(value.string != nil, "\(path)")
        }
    }
}
