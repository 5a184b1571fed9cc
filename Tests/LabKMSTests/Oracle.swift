import LabCore
import LabService
import Testing

/// botocore's model of the key service: operations, members, bounds, outputs, declared errors.
///
/// Every call of every test is held against it: what comes out must be members that AWS has, and what is refused must be
/// refused with an error that AWS declares for the operation.
enum Oracle {
    static let model = Result {
        try Tool.python(
            #"""
            import botocore.session, json
            m = botocore.session.get_session().get_service_model('kms')
            def members(s, seen):
                return {n: {'required': n in s.required_members, 'shape': shape(x, seen)} for n, x in s.members.items()}
            def bounds(s):
                return [s.metadata.get('min'), s.metadata.get('max')]
            def shape(s, seen=()):
                t = s.type_name
                if t == 'string':
                    if s.enum: return ['enum'] + sorted(s.enum)
                    return ['string', bounds(s), s._shape_model.get('pattern')]
                if t in ('integer', 'long'): return ['integer', bounds(s)]
                if t == 'boolean': return ['bool']
                if t == 'blob': return ['blob', bounds(s)]
                if t == 'timestamp': return ['timestamp']
                if t == 'list': return ['list', bounds(s), shape(s.member)]
                if t == 'map': return ['map', bounds(s), shape(s.key), shape(s.value)]
                return ['structure', members(s, seen)]
            out = {}
            for n in m.operation_names:
                o = m.operation_model(n)
                out[n] = {
                    'members': members(o.input_shape, ()) if o.input_shape else {},
                    'output': sorted(o.output_shape.members) if o.output_shape else [],
                    'errors': sorted(e.name for e in o.error_shapes),
                }
            print(json.dumps(out))
            """#)
    }

    /// Errors that every operation can end with and no model declares.
    private static let general: Set<String> = [
        "AccessDeniedException", "NotAuthorizedException", "SerializationException", "ValidationException",
    ]

    /// Errors that AWS answers, by its Developer Guide or as recorded, and that the model does not declare.
    private static let undeclared: [String: Set<String>] = [
        "CreateAlias": ["InvalidArnException"], "UpdateAlias": ["InvalidArnException"],
        // What libcrypto 3.0 lacks.
        "Sign": ["UnsupportedOperationException"], "Verify": ["UnsupportedOperationException"],
        "DeriveSharedSecret": ["UnsupportedOperationException"],
        // Nitro enclaves.
        "Decrypt": ["UnsupportedOperationException"], "GenerateDataKey": ["UnsupportedOperationException"],
    ]

    static func check(_ output: JSONObject, of operation: String) throws {
        let members = try model.get()[operation]?["output"]?.array?.compactMap(\.string) ?? []
        let strangers = Set(output.names).subtracting(members)
        #expect(strangers.isEmpty, "\(operation) answers \(strangers.sorted())")
    }

    static func check(_ error: ServiceError, of operation: String) throws {
        let declared = try model.get()[operation]?["errors"]?.array?.compactMap(\.string) ?? []
        let name = error.code.wireName
        let isKnown = general.contains(name) || declared.contains(name) || undeclared[operation]?.contains(name) == true
        #expect(isKnown, "\(operation) is refused with \(name)")
    }
}
