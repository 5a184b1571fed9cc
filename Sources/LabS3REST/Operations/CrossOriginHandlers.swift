import LabCore
import LabS3
import LabService
import LabWire
import LabWorld

/// The rules that browsers go by.
enum CrossOriginHandlers {
    static func get(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let output = try await lab.perform(GetBucketCors.self, reader.bucketRequest, in: reader.call)
        return .xml("CORSConfiguration") { xml in
            for rule in output.rules { write(rule, to: &xml) }
        }
    }

    private static func write(_ rule: CORSRule, to xml: inout XMLWriter) {
        xml.element("CORSRule") { xml in
            xml.element("ID", ifPresent: rule.id)
            for header in rule.allowedHeaders { xml.element("AllowedHeader", header) }
            for method in rule.allowedMethods { xml.element("AllowedMethod", method) }
            for origin in rule.allowedOrigins { xml.element("AllowedOrigin", origin) }
            for header in rule.exposeHeaders { xml.element("ExposeHeader", header) }
            if let age = rule.maxAgeSeconds { xml.element("MaxAgeSeconds", age) }
        }
    }

    static func put(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let rules = try await reader.document("CORSConfiguration") { root throws(ServiceError) in
            var rules: [CORSRule] = []
            for element in root.all("CORSRule") { rules.append(try rule(element)) }
            return rules
        }
        let input = PutBucketCors.Input(bucket: reader.bucket, rules: rules, facts: reader.facts)
        return try await Handlers.change(PutBucketCors.self, input, reader, lab)
    }

    private static func rule(_ element: XMLElement) throws(ServiceError) -> CORSRule {
        CORSRule(
            id: element.value("ID"), allowedHeaders: element.values("AllowedHeader"),
            allowedMethods: element.values("AllowedMethod"), allowedOrigins: element.values("AllowedOrigin"),
            exposeHeaders: element.values("ExposeHeader"), maxAgeSeconds: try element.number("MaxAgeSeconds"))
    }
}

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
