import Foundation
import LabCore

/// botocore's models of AWS Config, EventBridge and SNS, as the oracle of what inputs, outputs and errors look like.
enum Oracle {
    private static let models = Result { try read() }

    /// The operations of a service: members, output, declared errors.
    static func operations(of service: String) throws -> JSONObject {
        try models.get()[service]?.object ?? [:]
    }

    private struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Runs a Python program that prints a JSON object.
    private static func read() throws -> JSONObject {
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
        def bounds(s):
            return [s.metadata.get('min'), s.metadata.get('max')]
        def shape(s, depth=0):
            t = s.type_name
            if t == 'string':
                if s.enum: return ['enum'] + sorted(s.enum)
                return ['string', bounds(s), s._shape_model.get('pattern')]
            if t in ('integer', 'long'): return ['integer', bounds(s)]
            if t == 'list': return ['list', bounds(s), shape(s.member, depth + 1)]
            if t == 'structure' and depth < 6: return ['structure', members(s, depth + 1)]
            return [t]
        def members(s, depth=0):
            return {n: {'required': n in s.required_members, 'shape': shape(x, depth)} for n, x in s.members.items()}
        def code(e):
            return e.metadata.get('error', {}).get('code', e.name)
        def operation(o):
            return {
                'members': members(o.input_shape) if o.input_shape else {},
                'output': sorted(o.output_shape.members) if o.output_shape else [],
                'errors': sorted(code(e) for e in o.error_shapes),
            }
        out = {}
        for service in ('config', 'events', 'sns'):
            m = botocore.session.get_session().get_service_model(service)
            names = [n for n in m.operation_names if any(w in n for w in (
                'Rule', 'Compliance', 'ResourceConfigHistory', 'Targets', 'Event', 'Topic', 'ubscri', 'Publish'))]
            out[service] = {n: operation(m.operation_model(n)) for n in names}
        print(json.dumps(out))
        """#
}
