public import LabCore
public import LabService

/// The lab's own settings, as a service's state: they are saved, forked and undone like everything else.
public struct SettingsState: ServiceState {
    /// One row: ``LabSettings``.
    var rows = Table<LabSettings>()

    /// Every table.
    public static let tables: [TablePath<SettingsState>] = [TablePath(\.rows)]

    /// The settings.
    public var current: LabSettings {
        get { rows[.only] ?? LabSettings() }
        set { rows[.only] = newValue }
    }
}

/// What can be set about a lab.
public struct LabSettings: Row, Hashable {
    /// The table's name in the store.
    public static let table = "lab.settings"

    /// The name of the only row.
    public enum ID: String, RowID, Codable {
        /// The only row.
        case only

        /// `only`.
        public var rowKey: String { rawValue }
        /// Never: there is one.
        public static func < (left: ID, right: ID) -> Bool { false }
    }

    /// How far the lab's clock is ahead of the machine's.
    public var clockOffset = LabDuration(milliseconds: 0)

    /// The standard settings.
    public init() {}

    /// The only row.
    public var id: ID { .only }
}
