import Foundation
import LabCore
import LabService
import Testing

/// botocore's model of the key service: operations, members, bounds, outputs, declared errors.
///
/// Every call of every test is held against it: what comes out must be what AWS has, down to the last member, and what
/// is refused must be refused with an error that AWS declares for the operation.
///
/// The tests read the facts of one version, which stand in `Fixtures/kms-model.json`, so that they mean the same on every
/// machine; ``CoverageTests`` holds the facts against that version of botocore itself where it is at hand.
enum Oracle {
    /// The version of botocore that the service was audited against.
    static let version = "1.44.8"

    static let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/kms-model.json")

    private static let facts = Result<JSONObject, any Error> {
        try #require(try JSONParser.parse(String(contentsOf: file, encoding: .utf8)).object)
    }

    /// The operations of the audited version, by name.
    static let model = Result<JSONObject, any Error> {
        let known = try facts.get()
        try #require(known["botocore"]?.string == version)
        return try #require(known["operations"]?.object)
    }

    /// The facts in the botocore that Python finds; `KMSLAB_BOTOCORE` names a directory to look into first.
    static func installed() throws -> JSONObject { try Tool.python(program) }

    /// The fixture's text: an operation a line.
    static func text(_ facts: JSONObject) -> String {
        let operations = facts["operations"]?.object?.members.map { name, value in
            "\"\(name)\":\(value.compactText)"
        }
        return "{\"botocore\":\"\(version)\",\"operations\":{\n" + (operations ?? []).joined(separator: ",\n")
            + "\n}}\n"
    }

    private static let program = #"""
        import os, sys
        if os.environ.get('KMSLAB_BOTOCORE'): sys.path.insert(0, os.environ['KMSLAB_BOTOCORE'])
        import botocore, botocore.session, json
        m = botocore.session.get_session().get_service_model('kms')
        def members(s):
            if not s: return {}
            return {n: {'required': n in s.required_members, 'shape': shape(x)} for n, x in sorted(s.members.items())}
        def bounds(s):
            return [s.metadata.get('min'), s.metadata.get('max')]
        def shape(s):
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
            return ['structure', members(s)]
        def operation(o):
            return {
                'members': members(o.input_shape), 'output': members(o.output_shape),
                'errors': sorted(e.name for e in o.error_shapes),
            }
        operations = {n: operation(m.operation_model(n)) for n in sorted(m.operation_names)}
        print(json.dumps({'botocore': botocore.__version__, 'operations': operations}))
        """#
}

extension Oracle {
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

    /// The errors that the model declares for an operation.
    static func declaredErrors(_ operation: String) throws -> Set<String> {
        let errors = try #require(try model.get()[operation]?["errors"]?.array)
        return Set(errors.compactMap(\.string))
    }

    static func check(_ error: ServiceError, of operation: String) throws {
        let declared = try declaredErrors(operation)
        let name = error.code.wireName
        let isKnown = general.contains(name) || declared.contains(name) || undeclared[operation]?.contains(name) == true
        #expect(isKnown, "\(operation) is refused with \(name)")
    }

    static func check(_ output: JSONObject, of operation: String) throws {
        let wanted = try #require(try model.get()[operation]?["output"]?.object)
        check(output, wanted, at: operation)
    }

    private static func check(_ found: JSONObject, _ wanted: JSONObject, at path: String) {
        let strangers = Set(found.names).subtracting(wanted.names)
        #expect(strangers.isEmpty, "\(path) answers \(strangers.sorted())")
        for (name, value) in found.members {
            guard let shape = wanted[name]?["shape"]?.array else { continue }
            check(value, shape, at: "\(path).\(name)")
        }
    }

    /// Checks a value against a shape: its type, its choices, the greatest length of its texts. AWS does not keep to two
    /// things in its own answers: a grant without a name has the name "", and the deprecated `CustomerMasterKeySpec` is
    /// always what `KeySpec` is.
    private static func check(_ value: JSONValue, _ shape: [JSONValue], at path: String) {
        switch shape[0].string {
        case "string":
            let (length, most) = (value.string?.utf16.count, shape[1].array?[1].integer ?? Int.max)
            #expect(length.map { $0 <= most } == true, "\(path)")
        case "enum":
            let isKnown = shape.dropFirst().contains { $0.string == value.string }
            #expect(isKnown || path.hasSuffix(".CustomerMasterKeySpec"), "\(path) is \(value.compactText)")
        case "integer": #expect(value.integer != nil, "\(path)")
        case "timestamp": #expect(value.double != nil, "\(path)")
        case "bool": #expect(value.bool != nil, "\(path)")
        case "blob": #expect(value.string.flatMap { Base64.decode($0) } != nil, "\(path)")
        case "list":
            for element in value.array ?? [] { check(element, shape[2].array ?? [], at: "\(path)[]") }
            #expect(value.array != nil, "\(path)")
        case "map": #expect(value.object != nil, "\(path)")
        default: check(value.object ?? [:], shape[1].object ?? [:], at: path)
        }
    }
}
