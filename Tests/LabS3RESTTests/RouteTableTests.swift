import LabCore
import LabS3
import LabTesting
import LabWire
import Testing

@testable import LabS3REST

@Suite struct RouteTableTests {
    private static let methods = ["GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS", "PATCH"]

    /// Every kind of request that the table can tell apart.
    private static var shapes: [RequestShape] {
        let subresources: [String?] = [nil] + SubResources.known.map { $0 }
        var shapes: [RequestShape] = []
        for method in methods {
            for scope in Route.Scope.allCases {
                for subresource in subresources {
                    for flags in 0..<4 {
                        shapes.append(
                            RequestShape(
                                method: method, scope: scope, subresource: subresource,
                                isCopying: flags & 1 != 0, isIdentified: flags & 2 != 0))
                    }
                }
            }
        }
        return shapes
    }

    @Test func noRequestFitsTwoRoutes() {
        for shape in Self.shapes {
            let fitting = RouteTable.routes.filter { $0.matches(shape) }.map(\.operation)
            #expect(fitting.count <= 1, "\(shape) fits \(fitting)")
        }
    }

    @Test func everyRouteCanBeReached() {
        let shapes = Self.shapes
        for route in RouteTable.routes {
            #expect(shapes.contains { route.matches($0) }, "nothing leads to \(route.operation)")
        }
    }

    @Test func aSubresourceIsNoParameter() {
        #expect(SubResources.known.isDisjoint(with: SubResources.parameters))
    }

    @Test(arguments: [
        ("GET", "/", "ListBuckets"), ("PUT", "/bucket", "CreateBucket"), ("HEAD", "/bucket", "HeadBucket"),
        ("GET", "/bucket?prefix=a", "ListObjects"), ("GET", "/bucket/?list-type=2&prefix=", "ListObjectsV2"),
        ("GET", "/bucket?versions", "ListObjectVersions"), ("GET", "/bucket?versioning=", "GetBucketVersioning"),
        ("PUT", "/bucket?encryption", "PutBucketEncryption"),
        ("PUT", "/bucket/key?encryption", "UpdateObjectEncryption"),
        ("PUT", "/bucket/key?x-id=PutObject", "PutObject"),
        ("PUT", "/bucket/key?uploadId=u&partNumber=1", "UploadPart"),
        ("POST", "/bucket/key?uploads", "CreateMultipartUpload"),
        ("GET", "/bucket/key?uploadId=u", "ListParts"), ("GET", "/bucket/key?partNumber=1", "GetObject"),
        ("DELETE", "/bucket/key?versionId=null", "DeleteObject"), ("POST", "/bucket?delete=", "DeleteObjects"),
        ("GET", "/bucket?inventory&id=a", "GetBucketInventoryConfiguration"),
        ("GET", "/bucket?inventory", "ListBucketInventoryConfigurations"),
        ("GET", "/bucket/key?response-content-type=", "GetObject"),
    ])
    func aRequestLeadsToItsOperation(_ method: String, _ target: String, _ operation: String) async throws {
        let client = try WireClient()
        #expect(try client.route(method, target).operation == operation)
    }

    @Test func aCopySourceMakesACopy() throws {
        let client = try WireClient()
        let headers: WireHeaders = ["x-amz-copy-source": "a/b"]
        #expect(try client.route("PUT", "/bucket/key", headers).operation == "CopyObject")
        #expect(try client.route("PUT", "/bucket/key?uploadId=u", headers).operation == "UploadPartCopy")
    }

    @Test func anUnknownSubresourceIsNotImplementedByName() async throws {
        let client = try WireClient()
        let error = #expect(throws: ServiceError.self) { try client.route("GET", "/bucket?frobnicate") }
        #expect(error?.code.wireName == "NotImplemented" && error?.code.httpStatus == 501)
        #expect(error?.message?.contains("frobnicate") == true)
        // What has a value says more about a request, and is ignored when nobody knows it.
        #expect(try client.route("GET", "/bucket?frobnicate=1").operation == "ListObjects")
    }

    @Test func anOperationThatTheLabHasNotIsNamed() async throws {
        let client = try WireClient()
        let answer = try await client.send("GET", "/bucket/key?torrent")
        let error = #expect(throws: ServiceError.self) { try answer.outcome.get() }
        #expect(error?.code.wireName == "NotImplemented" && error?.message?.contains("GetObjectTorrent") == true)
    }

    @Test func twoSubresourcesContradictEachOther() throws {
        let client = try WireClient()
        let error = #expect(throws: ServiceError.self) { try client.route("GET", "/bucket?acl&policy") }
        #expect(error?.code.wireName == "InvalidArgument")
    }

    @Test func anotherMethodIsNotAllowed() throws {
        let client = try WireClient()
        let error = #expect(throws: ServiceError.self) { try client.route("DELETE", "/bucket?versioning") }
        #expect(error?.code.wireName == "MethodNotAllowed" && error?.details["ResourceType"] == "VERSIONING")
    }
}
