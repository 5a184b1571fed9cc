import LabService

/// The operations of every service of the lab.
public enum Operations {
    /// The tables, in the order in which `kmslab about` shows them.
    public static let tables: [OperationTable] = [
        KMSOperations.all, IAMOperations.all, STSOperations.all, SecretsOperations.all, ParameterOperations.all,
        VolumeOperations.all, TrailOperations.all, ConfigOperations.all, EventsOperations.all, TopicOperations.all,
    ]

    /// The table of the service with this signing name.
    public static func table(of service: String) -> OperationTable? {
        tables.first { $0.service.name == service }
    }
}
