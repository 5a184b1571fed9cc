import LabCore
import LabS3
import LabWire
import LabWorld

/// Small settings of buckets: access logs, who pays, acceleration.
enum SettingHandlers {
    static func getLogging(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let output = try await lab.perform(GetBucketLogging.self, reader.bucketRequest, in: reader.call)
        return .xml("BucketLoggingStatus") { xml in
            guard let logging = output.logging else { return }
            xml.element("LoggingEnabled") { xml in
                xml.element("TargetBucket", logging.targetBucket)
                xml.element("TargetPrefix", logging.targetPrefix)
            }
        }
    }

    static func putLogging(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let logging = try await reader.document("BucketLoggingStatus", logging)
        let input = PutBucketLogging.Input(bucket: reader.bucket, logging: logging, facts: reader.facts)
        return try await Handlers.change(PutBucketLogging.self, input, reader, lab)
    }

    private static func logging(_ root: XMLElement) throws(ServiceError) -> BucketLogging? {
        guard let element = root["LoggingEnabled"] else { return nil }
        return BucketLogging(
            targetBucket: try element.required("TargetBucket"), targetPrefix: element["TargetPrefix"]?.text ?? "")
    }

    static func getPayer(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let output = try await lab.perform(GetBucketRequestPayment.self, reader.bucketRequest, in: reader.call)
        return .xml("RequestPaymentConfiguration") { $0.element("Payer", output.payer) }
    }

    static func putPayer(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let payer = try await reader.document("RequestPaymentConfiguration") { root throws(ServiceError) in
            try root.required("Payer")
        }
        let input = PutBucketRequestPayment.Input(bucket: reader.bucket, payer: payer, facts: reader.facts)
        return try await Handlers.change(PutBucketRequestPayment.self, input, reader, lab)
    }

    static func getAcceleration(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let output = try await lab.perform(
            GetBucketAccelerateConfiguration.self, reader.bucketRequest, in: reader.call)
        return .xml("AccelerateConfiguration") { $0.element("Status", ifPresent: output.status) }
    }

    static func putAcceleration(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let status = try await reader.document("AccelerateConfiguration") { root throws(ServiceError) in
            try root.required("Status")
        }
        let input = PutBucketAccelerateConfiguration.Input(bucket: reader.bucket, status: status, facts: reader.facts)
        return try await Handlers.change(PutBucketAccelerateConfiguration.self, input, reader, lab)
    }
}
