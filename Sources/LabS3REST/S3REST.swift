import LabCore
import LabS3
import LabWire
public import LabWorld

/// The object store over HTTP: routes, decodes, performs, encodes.
///
/// - SeeAlso: Amazon S3 API Reference; `aws-s3.md`, section D.8
public enum S3REST {
    /// Answers one request. Nothing of its body becomes visible before all of it has been verified.
    public static func respond(to request: S3Request, from lab: Lab) async -> S3Answer {
        var answer = S3Answer(
            operation: nil, subject: subject(of: request),
            outcome: .failure(ServiceError.unknownOperation(nil, of: .s3)))
        do throws(ServiceError) {
            let reader = try RequestReader(request, now: lab.ambient.clock.now)
            let route = try RouteTable.route(for: reader)
            answer.operation = route.operation
            var response = try await route.handler(reader, lab)
            finish(&response, to: reader, from: lab)
            answer.outcome = .success(response)
        } catch {
            answer.outcome = .failure(error)
        }
        return answer
    }

    private static func finish(_ response: inout S3Response, to reader: RequestReader, from lab: Lab) {
        reader.request.identity.write(to: &response.headers, for: .s3)
        response.headers["Server"] = "AmazonS3"
        CrossOrigin.mark(&response, for: reader, in: lab)
    }

    private static func subject(of request: S3Request) -> String? {
        guard let bucket = request.location.bucket else { return nil }
        return request.location.rawKey.isEmpty ? bucket : "\(bucket)/\(request.location.rawKey)"
    }
}
