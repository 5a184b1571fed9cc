public import LabCore

extension WireResponse {
    /// The media type of AWS JSON 1.1.
    public static let jsonType = "application/x-amz-json-1.1"

    /// The answer of a JSON operation; an empty body for `nil`, as operations without output answer.
    public static func json(_ output: JSONObject?, from service: WireService, _ identity: ResponseIdentity)
        -> WireResponse
    {
        var response = WireResponse(status: 200, headers: ["Content-Type": jsonType])
        identity.write(to: &response.headers, for: service)
        if let output { response.body = JSONValue.object(output).compactBytes }
        return response
    }

    /// The answer of a query operation: `<OpResponse><OpResult>…</OpResult><ResponseMetadata>…`.
    ///
    /// `result` writes what is inside of the result; `nil` leaves the result out, as operations without output answer.
    public static func query(
        _ operation: String, from service: WireService, _ identity: ResponseIdentity,
        _ result: ((inout XMLWriter) -> Void)?
    ) -> WireResponse {
        var response = WireResponse(status: 200, headers: ["Content-Type": "text/xml"])
        identity.write(to: &response.headers, for: service)
        var writer = XMLWriter()
        writer.element("\(operation)Response", [("xmlns", service.xmlNamespace ?? "")]) { xml in
            if let result { xml.element("\(operation)Result", [], result) }
            xml.element("ResponseMetadata") { $0.element("RequestId", identity.requestID) }
        }
        response.body = writer.bytes
        return response
    }

    /// An answer of S3 with an XML document as its body.
    public static func s3(
        _ root: String, _ identity: ResponseIdentity, headers: WireHeaders = [:],
        _ content: (inout XMLWriter) -> Void
    ) -> WireResponse {
        var response = WireResponse(status: 200, headers: headers)
        response.headers["Content-Type"] = "application/xml"
        identity.write(to: &response.headers, for: .s3)
        response.body = XMLWriter.document(root, namespace: XMLWriter.s3Namespace, content)
        return response
    }
}

/// The input of JSON operations.
public enum AWSJSON {
    /// The members of a JSON operation's body; an empty body counts as `{}`.
    ///
    /// - Throws: `SerializationException` for anything that is not a JSON object, with AWS's text where it is known.
    public static func input(_ body: [UInt8]) throws(ServiceError) -> JSONObject {
        guard !body.isEmpty else { return JSONObject() }
        let code = ServiceError.Code("SerializationException")
        let value: JSONValue
        do {
            value = try JSONParser.parse(body)
        } catch {
            throw ServiceError(code, hint: "the body is not JSON: \(error)")
        }
        if let object = value.object { return object }
        if case .null = value { return JSONObject() }
        throw ServiceError(code, value.array == nil ? nil : "Start of list found where not expected.")
    }
}
