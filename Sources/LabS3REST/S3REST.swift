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
            answer.outcome = .success(try await respond(to: reader, by: route, from: lab))
        } catch {
            answer.outcome = .failure(error)
        }
        return answer
    }

    /// Runs the route's operation. What goes wrong before the operation begins leaves the event that the operation would
    /// have left.
    private static func respond(
        to reader: RequestReader, by route: Route, from lab: Lab
    ) async throws(ServiceError) -> S3Response {
        do throws(ServiceError) {
            var response = try await route.handler(reader, lab)
            finish(&response, to: reader, from: lab)
            return response
        } catch {
            if let facts = route.facts {
                let detail = lab.world.s3.refusedDetail(
                    bucket: reader.bucket, key: reader.key, facts: reader.facts, in: reader.call)
                try await lab.recordRefusal(of: facts, error, detail: detail, in: reader.call)
            }
            throw error
        }
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
