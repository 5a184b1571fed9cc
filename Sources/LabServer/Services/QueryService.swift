import LabCore
import LabService
public import LabWire
public import LabWorld

/// A service that speaks the AWS query protocol, a form in and XML out, over its table of operations.
public struct QueryService: HTTPService {
    private let service: WireService
    private let table: OperationTable?

    /// The service; without a table it answers that it has none of its operations.
    public init(_ service: WireService, _ table: OperationTable?) {
        self.service = service
        self.table = table
    }

    /// Runs the operation that `Action` names.
    public func respond(to request: ServiceRequest, body: any RequestBody, from lab: Lab) async -> ServiceAnswer {
        var answer = ServiceAnswer(operation: nil, outcome: .failure(.unknownOperation(nil, of: service)))
        do throws(ServiceError) {
            var input = try Self.form(request.wire)
            answer.operation = input["Action"]?.string
            answer.subject = RequestSubject.name(in: input)
            let operation = try operation(in: input)
            input["Action"] = nil
            input["Version"] = nil
            let output = try await operation.run(lab, input, .query, request.call)
            answer.outcome = .success(ServerResponse(response(operation.name, output, request.identity)))
        } catch {
            answer.outcome = .failure(error)
        }
        return answer
    }

    private static func form(_ request: WireRequest) throws(ServiceError) -> JSONObject {
        do throws(QueryForm.Failure) {
            return try QueryForm.parse(request)
        } catch {
            throw error.serviceError
        }
    }

    private func operation(in input: JSONObject) throws(ServiceError) -> OperationEntry {
        guard let name = input["Action"]?.string, !name.isEmpty else {
            throw ServiceError(ServiceError.Code("MissingAction"), "Request is missing an Action parameter")
        }
        let version = input["Version"]?.string
        guard version == nil || version == service.queryVersion, let operation = table?[name] else {
            throw ServiceError.unknownOperation(name, of: service)
        }
        return operation
    }

    private func response(_ name: String, _ output: JSONObject, _ identity: ResponseIdentity) -> WireResponse {
        guard !output.isEmpty else { return .query(name, from: service, identity, nil) }
        return .query(name, from: service, identity) { QueryOutput.write(output, to: &$0) }
    }
}
