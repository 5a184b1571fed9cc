import LabCore
import LabWire

/// Reads a server's answers: AWS's JSON and XML, and the errors in both.
enum RemoteAnswer {
    /// The object in a JSON answer; an empty body is an empty object.
    static func json(_ response: WireResponse) throws(ServiceError) -> JSONObject {
        let object = try object(response)
        guard response.status >= 400 else { return object }
        throw ServiceError(
            ServiceError.Code(object["__type"]?.string ?? "HTTP\(response.status)", response.status),
            object["message"]?.string ?? object["Message"]?.string, details: details(object),
            hint: object["hint"]?.string)
    }

    /// The members of an error that are neither its code nor its text.
    private static func details(_ object: JSONObject) -> [String: String] {
        let known: Set = ["__type", "message", "Message", "hint"]
        var details: [String: String] = [:]
        for (name, value) in object.members where !known.contains(name) { details[name] = value.string }
        return details
    }

    private static func object(_ response: WireResponse) throws(ServiceError) -> JSONObject {
        guard !response.body.isEmpty else { return [:] }
        guard let object = try? JSONParser.parse(response.body).object else { throw unreadable(response) }
        return object
    }

    /// The result in an XML answer, as the JSON that it was made of. XML has no types: scalars stay text.
    static func query(_ response: WireResponse, _ operation: String) throws(ServiceError) -> JSONObject {
        guard let document = try? XMLReader.parse(response.body) else { throw unreadable(response) }
        if response.status >= 400 || document.name == "ErrorResponse" {
            let error = document["Error"]
            throw ServiceError(
                ServiceError.Code(error?["Code"]?.trimmedText ?? "HTTP\(response.status)", response.status),
                error?["Message"]?.text)
        }
        return document["\(operation)Result"].flatMap { value(of: $0).object } ?? [:]
    }

    private static func value(of element: XMLElement) -> JSONValue {
        let children = element.children
        if children.isEmpty { return .string(element.text) }
        if children.allSatisfy({ $0.name == "member" }) { return .array(children.map(value)) }
        if children.allSatisfy({ $0.name == "entry" }) {
            return .object(JSONObject(children.map { ($0["key"]?.text ?? "", $0["value"].map(value) ?? .null) }))
        }
        return .object(JSONObject(children.map { ($0.name, value(of: $0)) }))
    }

    /// The object store's error in an answer; `nil` for an answer that is none. An answer to HEAD says its error by its
    /// status alone.
    static func storeError(_ status: Int, _ body: [UInt8]) -> ServiceError? {
        guard status >= 400 else { return nil }
        guard let document = try? XMLReader.parse(body), document.name == "Error" else {
            let (code, message) = storeErrors[status] ?? ("HTTP\(status)", nil)
            return ServiceError(ServiceError.Code(code, status), message)
        }
        return ServiceError(
            ServiceError.Code(document["Code"]?.trimmedText ?? "HTTP\(status)", status), document["Message"]?.text)
    }

    private static let storeErrors: [Int: (code: String, message: String?)] = [
        400: ("BadRequest", "the request does not fit the object"), 403: ("AccessDenied", "access is denied"),
        404: ("NotFound", "there is no such bucket, object or version"),
        405: ("MethodNotAllowed", "the version is a delete marker"),
        412: ("PreconditionFailed", "a condition of the request does not hold"),
    ]

    private static func unreadable(_ response: WireResponse) -> ServiceError {
        ServiceError(
            ServiceError.Code("UnreadableAnswer", response.status),
            "the server answered with status \(response.status) and something that is not AWS's",
            hint: "is it a kmslab server?")
    }
}
