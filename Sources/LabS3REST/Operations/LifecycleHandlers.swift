import LabCore
import LabS3
import LabWire
import LabWorld

/// Lifecycle rules of buckets.
enum LifecycleHandlers {
    private static let sizeHeader = "x-amz-transition-default-minimum-object-size"

    static func get(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let output = try await lab.perform(GetBucketLifecycleConfiguration.self, reader.bucketRequest, in: reader.call)
        let headers: WireHeaders = [sizeHeader: output.transitionDefaultMinimumObjectSize]
        return .xml("LifecycleConfiguration", headers: headers) { xml in
            for rule in output.rules { xml.lifecycleRule(rule) }
        }
    }

    static func put(_ reader: RequestReader, _ lab: Lab) async throws(ServiceError) -> S3Response {
        let size = reader.header(sizeHeader)
        let configuration = try await reader.document("LifecycleConfiguration") { root throws(ServiceError) in
            var configuration = LifecycleConfiguration(rules: [])
            for element in root.all("Rule") { configuration.rules.append(try LifecycleRule(element)) }
            if let size { configuration.transitionDefaultMinimumObjectSize = size }
            return configuration
        }
        let input = PutBucketLifecycleConfiguration.Input(
            bucket: reader.bucket, configuration: configuration, facts: reader.facts)
        var response = try await Handlers.change(PutBucketLifecycleConfiguration.self, input, reader, lab)
        response.headers[sizeHeader] =
            (try? configuration.get())?.transitionDefaultMinimumObjectSize
        return response
    }
}

extension LifecycleRule {
    fileprivate init(_ element: XMLElement) throws(ServiceError) {
        guard let status = element.value("Status"), status == "Enabled" || status == "Disabled" else {
            throw S3Error.malformedXML
        }
        self.init(id: element.value("ID"), isEnabled: status == "Enabled", prefix: element["Prefix"]?.text)
        if let filter = element["Filter"] { self.filter = try Filter(filter) }
        if let expiration = element["Expiration"] { self.expiration = try Expiration(expiration) }
        if let noncurrent = element["NoncurrentVersionExpiration"] {
            noncurrentVersionExpiration = NoncurrentExpiration(
                noncurrentDays: try noncurrent.number("NoncurrentDays"),
                newerNoncurrentVersions: try noncurrent.number("NewerNoncurrentVersions"))
        }
        abortIncompleteMultipartUploadDays =
            try element["AbortIncompleteMultipartUpload"]?.number("DaysAfterInitiation")
        for transition in element.all("Transition") { transitions.append(try Transition(transition, "Days")) }
        for transition in element.all("NoncurrentVersionTransition") {
            noncurrentVersionTransitions.append(try Transition(transition, "NoncurrentDays"))
        }
    }
}

extension LifecycleRule.Filter {
    fileprivate init(_ element: XMLElement) throws(ServiceError) {
        let conjunction = element["And"]
        let inner = conjunction ?? element
        self.init(
            prefix: inner["Prefix"]?.text, tags: try TaggingHandlers.tags(inner),
            objectSizeGreaterThan: try inner.number("ObjectSizeGreaterThan"),
            objectSizeLessThan: try inner.number("ObjectSizeLessThan"), isConjunction: conjunction != nil)
    }
}

extension LifecycleRule.Expiration {
    fileprivate init(_ element: XMLElement) throws(ServiceError) {
        self.init(
            days: try element.number("Days"), date: try element.date("Date"),
            expiredObjectDeleteMarker: try element.flag("ExpiredObjectDeleteMarker"))
    }
}

extension LifecycleRule.Transition {
    fileprivate init(_ element: XMLElement, _ days: String) throws(ServiceError) {
        self.init(
            days: try element.number(days), date: try element.date("Date"),
            storageClass: try element.required("StorageClass"),
            newerNoncurrentVersions: try element.number("NewerNoncurrentVersions"))
    }
}

extension XMLElement {
    fileprivate func date(_ name: String) throws(ServiceError) -> Timestamp? {
        guard let text = value(name) else { return nil }
        guard let date = Timestamp(iso8601: text) ?? Timestamp(iso8601: "\(text)T00:00:00Z") else {
            throw S3Error.malformedXML
        }
        return date
    }
}

extension XMLWriter {
    fileprivate mutating func lifecycleRule(_ rule: LifecycleRule) {
        element("Rule") { xml in
            xml.lifecycleExpiration(rule)
            xml.element("ID", ifPresent: rule.id)
            xml.element("Prefix", ifPresent: rule.prefix)
            if let filter = rule.filter { xml.lifecycleFilter(filter) }
            xml.element("Status", rule.isEnabled ? "Enabled" : "Disabled")
            for transition in rule.transitions { xml.transition("Transition", "Days", transition) }
            for transition in rule.noncurrentVersionTransitions {
                xml.transition("NoncurrentVersionTransition", "NoncurrentDays", transition)
            }
            xml.lifecycleRemainders(rule)
        }
    }

    private mutating func lifecycleExpiration(_ rule: LifecycleRule) {
        guard let expiration = rule.expiration else { return }
        element("Expiration") { xml in
            if let date = expiration.date { xml.element("Date", date) }
            xml.number("Days", expiration.days)
            if let marker = expiration.expiredObjectDeleteMarker { xml.element("ExpiredObjectDeleteMarker", marker) }
        }
    }

    private mutating func lifecycleRemainders(_ rule: LifecycleRule) {
        if let noncurrent = rule.noncurrentVersionExpiration {
            element("NoncurrentVersionExpiration") { xml in
                xml.number("NoncurrentDays", noncurrent.noncurrentDays)
                xml.number("NewerNoncurrentVersions", noncurrent.newerNoncurrentVersions)
            }
        }
        guard let days = rule.abortIncompleteMultipartUploadDays else { return }
        element("AbortIncompleteMultipartUpload") { $0.element("DaysAfterInitiation", days) }
    }

    private mutating func lifecycleFilter(_ filter: LifecycleRule.Filter) {
        element("Filter") { xml in
            guard filter.isConjunction else { return xml.conditions(filter) }
            xml.element("And") { $0.conditions(filter) }
        }
    }

    private mutating func conditions(_ filter: LifecycleRule.Filter) {
        element("Prefix", ifPresent: filter.prefix)
        for tag in filter.tags {
            element("Tag") { xml in
                xml.element("Key", tag.key)
                xml.element("Value", tag.value)
            }
        }
        number("ObjectSizeGreaterThan", filter.objectSizeGreaterThan)
        number("ObjectSizeLessThan", filter.objectSizeLessThan)
    }

    private mutating func transition(_ name: String, _ days: String, _ transition: LifecycleRule.Transition) {
        element(name) { xml in
            if let date = transition.date { xml.element("Date", date) }
            xml.number(days, transition.days)
            xml.element("StorageClass", transition.storageClass)
            xml.number("NewerNoncurrentVersions", transition.newerNoncurrentVersions)
        }
    }

    private mutating func number(_ name: String, _ number: Int?) {
        if let number { element(name, number) }
    }
}
