import Foundation
import LabCore
import LabService
import Testing

/// botocore's models of Secrets Manager and Systems Manager: operations, members, bounds, outputs, declared errors.
///
/// Every call of every test is held against them: what comes out must be members that AWS has, and what is refused must
/// be refused with an error that AWS declares for the operation.
enum Oracle {
    private static let secrets = Result { try model(of: "secretsmanager") }
    private static let parameters = Result { try model(of: "ssm") }

    static func model(_ service: Service) throws -> JSONObject {
        try service == .ssm ? parameters.get() : secrets.get()
    }

    private struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Runs a Python program that prints a JSON object.
    private static func model(of service: String) throws -> JSONObject {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", program, service]
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
        import botocore.session, json, sys
        m = botocore.session.get_session().get_service_model(sys.argv[1])
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
            if t == 'boolean': return ['bool']
            if t == 'blob': return ['blob', bounds(s)]
            if t == 'timestamp': return ['timestamp']
            if t == 'list': return ['list', bounds(s), shape(s.member)]
            if t == 'map': return ['map', bounds(s), shape(s.key), shape(s.value)]
            return ['structure', members(s)]
        wanted = ('Parameter', 'Tags', 'Secret', 'Password', 'ResourcePolicy', 'Resource', 'Replica')
        out = {}
        for n in m.operation_names:
            if not any(word in n for word in wanted): continue
            o = m.operation_model(n)
            out[n] = {
                'members': members(o.input_shape) if o.input_shape else {},
                'output': sorted(o.output_shape.members) if o.output_shape else [],
                'errors': sorted(e.name for e in o.error_shapes),
            }
        print(json.dumps(out))
        """#

    /// Errors that every operation can end with and no model declares.
    private static let general: Set<String> = [
        "AccessDeniedException", "SerializationException", "ValidationException",
    ]

    static func check(_ output: JSONObject, of operation: String, _ service: Service) throws {
        guard service != .ec2 else { return }
        let members = try model(service)[operation]?["output"]?.array?.compactMap(\.string) ?? []
        let strangers = Set(output.names).subtracting(members)
        #expect(strangers.isEmpty, "\(operation) answers \(strangers.sorted())")
    }

    static func check(_ error: ServiceError, of operation: String, _ service: Service) throws {
        guard service != .ec2 else { return }
        let declared = try model(service)[operation]?["errors"]?.array?.compactMap(\.string) ?? []
        let name = error.code.wireName
        #expect(general.contains(name) || declared.contains(name), "\(operation) is refused with \(name)")
    }
}
