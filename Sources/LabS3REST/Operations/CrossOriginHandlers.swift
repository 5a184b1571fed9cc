import LabCore
import LabS3
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
