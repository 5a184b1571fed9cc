public import LabWire
import LabWorld

/// The services behind the port, by what requests are signed for.
public struct ServiceRegistry: Sendable {
    private var services: [WireService: any HTTPService] = [:]

    /// Every JSON and query service over its table of operations, and the object store.
    public init() {
        for service in WireService.allCases {
            let table = Operations.table(of: service.signingName)
            switch service.protocolFamily {
            case .json: services[service] = JSONService(service, table)
            case .query: services[service] = QueryService(service, table)
            case .restXML: services[service] = S3Service()
            }
        }
    }

    /// The implementation of a service; `nil` for one that the lab does not have. Setting plugs one in.
    public subscript(service: WireService) -> (any HTTPService)? {
        get { services[service] }
        set { services[service] = newValue }
    }
}
