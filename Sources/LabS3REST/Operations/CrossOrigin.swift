import LabCore
import LabS3
import LabService
import LabWire
import LabWorld

/// What browsers ask before a request, and what they are told with an answer.
enum CrossOrigin {
    /// Answers a preflight, which nobody signs, from the bucket's rules.
    static func preflight(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        guard let origin = reader.header("origin") else {
            throw ServiceError(
                .init("BadRequest"), "Insufficient information. Origin request header needed.")
        }
        let method = reader.header("access-control-request-method") ?? ""
        let wanted = (reader.headers.combined("access-control-request-headers") ?? "").split(separator: ",")
        let headers = wanted.map { $0.filter { $0 != " " } }
        guard let answer = CORSAnswer(rules(reader, lab), origin: origin, method: method, headers: headers) else {
            throw ServiceError(
                .init("AccessForbidden", 403), "CORSResponse: This CORS request is not allowed.",
                details: ["Method": method, "ResourceType": reader.key.isEmpty ? "BUCKET" : "OBJECT"])
        }
        var response = S3Response()
        set(answer, in: &response.headers)
        return response
    }

    /// Tells a browser that it may show an answer to the page that asked.
    static func mark(_ response: inout S3Response, for reader: RequestReader, in lab: Lab) {
        guard let origin = reader.header("origin"), reader.request.wire.method != "OPTIONS",
            let answer = CORSAnswer(rules(reader, lab), origin: origin, method: reader.request.wire.method)
        else { return }
        set(answer, in: &response.headers)
    }

    private static func rules(_ reader: RequestReader, _ lab: Lab) -> [CORSRule] {
        lab.world.s3.buckets[BucketID(reader.bucket)]?.cors ?? []
    }

    private static func set(_ answer: CORSAnswer, in headers: inout WireHeaders) {
        headers["Access-Control-Allow-Origin"] = answer.allowOrigin
        headers["Access-Control-Allow-Methods"] = answer.allowMethods.joined(separator: ", ")
        headers.set("Access-Control-Allow-Headers", joined(answer.allowHeaders))
        headers.set("Access-Control-Expose-Headers", joined(answer.exposeHeaders))
        headers.set("Access-Control-Max-Age", answer.maxAgeSeconds.map(String.init))
        if answer.allowOrigin != "*" { headers["Access-Control-Allow-Credentials"] = "true" }
        headers["Vary"] = "Origin, Access-Control-Request-Headers, Access-Control-Request-Method"
    }

    private static func joined(_ names: [String]) -> String? {
        names.isEmpty ? nil : names.joined(separator: ", ")
    }
}
