import LabCore
import LabService
public import LabWire
public import LabWorld

/// A service that speaks AWS JSON 1.1, over its table of operations.
public struct JSONService: HTTPService {
    private let service: WireService
    private let table: OperationTable?

    /// The service; without a table it answers that it has none of its operations.
    public init(_ service: WireService, _ table: OperationTable?) {
        self.service = service
        self.table = table
    }

    /// Runs the operation that `X-Amz-Target` names.
    public func respond(to request: ServiceRequest, body: any RequestBody, from lab: Lab) async -> ServiceAnswer {
        guard case .json(_, let name?) = request.target, let operation = table?[name] else {
            return ServiceAnswer(
                operation: operationName(request),
                outcome: .failure(.unknownOperation(operationName(request), of: service)))
        }
        var answer = ServiceAnswer(operation: name, outcome: .failure(.unknownOperation(name, of: service)))
        do throws(ServiceError) {
            let input = try AWSJSON.input(request.wire.bodyBytes ?? [])
            answer.subject = RequestSubject.name(in: input)
            let output = try await operation.run(lab, input, .json, request.call)
            answer.outcome = .success(
                ServerResponse(.json(output.isEmpty ? nil : output, from: service, request.identity)))
        } catch {
            answer.outcome = .failure(await lab.recording(error, of: operation.facts, in: request.call))
        }
        return answer
    }

    private func operationName(_ request: ServiceRequest) -> String? {
        guard case .json(_, let name) = request.target else { return nil }
        return name
    }
}

/// What a request is about, for the log: the first member of its input that names something.
enum RequestSubject {
    private static let members = [
        "KeyId", "AliasName", "DestinationKeyId", "PolicyArn", "UserName", "RoleName", "GroupName", "RoleArn",
        "SecretId",
        "Name",
    ]
    private static let longest = 256

    static func name(in input: JSONObject) -> String? {
        for member in members {
            if let text = input[member]?.string { return String(text.prefix(longest)) }
        }
        return nil
    }
}
