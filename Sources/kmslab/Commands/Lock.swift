import ArgumentParser
import LabCore
import LabWire

/// `kmslab lock …`
struct Lock: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lock versions of objects against deletion, and show what holds them.",
        discussion: """
            A lock holds a version, not a name: writing and deleting the name still make new versions and markers. And \
            it keeps the ciphertext, not the key.
            """,
        subcommands: [LockSet.self, LockExtend.self, LockHold.self, LockRelease.self, LockShow.self])
}

/// The object, and the version, that a lock is about.
struct LockedObject: ParsableArguments {
    @Argument(help: "The object: BUCKET/KEY.")
    var object: String

    @Option(help: ArgumentHelp("The version (default: the newest).", valueName: "id"))
    var version: String?

    /// A request about the lock.
    func request(_ method: String, _ subresource: String) throws(Failure) -> StoreRequest {
        try ObjectPath.object(object).request(method, version: version, query: [(subresource, nil)])
    }

    /// A request that sets the retention.
    func retention(mode: String?, until: String?, bypass: Bool) throws(Failure) -> StoreRequest {
        let document = XMLWriter.document("Retention", namespace: XMLWriter.s3Namespace) { xml in
            xml.element("Mode", ifPresent: mode)
            xml.element("RetainUntilDate", ifPresent: until)
        }
        var request = try request("PUT", "retention").with(document: document)
        if bypass { request.headers["x-amz-bypass-governance-retention"] = "true" }
        return request
    }

    /// A request that sets the legal hold.
    func hold(_ isOn: Bool) throws(Failure) -> StoreRequest {
        let document = XMLWriter.document("LegalHold", namespace: XMLWriter.s3Namespace) { xml in
            xml.element("Status", isOn ? "ON" : "OFF")
        }
        return try request("PUT", "legal-hold").with(document: document)
    }
}

/// What a version's lock says.
struct LockState: Sendable {
    let mode: String?
    let until: String?
    let hold: String?

    /// Asks for it; what was never set is `nil`.
    init(_ object: LockedObject, _ connection: any LabConnection) async throws {
        let retention = try await Self.ask(try object.request("GET", "retention"), connection)
        mode = retention?["Mode"]?.text
        until = retention?["RetainUntilDate"]?.text
        hold = try await Self.ask(try object.request("GET", "legal-hold"), connection)?["Status"]?.text
    }

    private static func ask(_ request: StoreRequest, _ connection: any LabConnection) async throws -> XMLElement? {
        do {
            return try await connection.document(request)
        } catch let error as ServiceError where error.code.wireName == "NoSuchObjectLockConfiguration" {
            return nil
        }
    }

    func print(json: Bool) {
        guard !json else {
            let object: JSONObject = [
                "Mode": mode.map(JSONValue.string) ?? .null, "RetainUntilDate": until.map(JSONValue.string) ?? .null,
                "LegalHold": hold.map(JSONValue.string) ?? .null,
            ]
            return kmslab.print(JSONValue.object(object).prettyText)
        }
        let retention = mode.map { "\($0.lowercased()) until \(ObjectText.date(until))" } ?? "none"
        kmslab.print("retention   \(retention)")
        kmslab.print("legal hold  \(hold?.lowercased() ?? "never set")")
    }
}

/// A verb that changes a lock and shows what it is afterwards.
protocol LockChange: AsyncParsableCommand {
    var object: LockedObject { get }
    var lab: LabOptions { get }
    /// Makes the change.
    func change(_ connection: any LabConnection) async throws
}

extension LockChange {
    func run() async throws {
        try await failing {
            let state = try await lab.withLab { connection in
                try await change(connection)
                return try await LockState(object, connection)
            }
            state.print(json: lab.json)
        }
    }
}

/// `kmslab lock set`
struct LockSet: LockChange {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Give a version a retention.",
        discussion: """
            In governance mode whoever has the permission, and says so, may pass. In compliance mode nobody may, not \
            the root user, until the date.
            """)

    @OptionGroup var object: LockedObject

    @Option(help: "How strictly: governance or compliance.")
    var mode: LockMode

    @Option(help: ArgumentHelp("Until when: 2033-01-01, or 90d from now.", valueName: "date"))
    var until: String

    @Flag(help: "Pass governance mode: shorten it, or change it.")
    var bypass = false

    @OptionGroup var lab: LabOptions

    func change(_ connection: any LabConnection) async throws {
        let date = try await connection.retentionDate(until)
        _ = try await connection.store(try object.retention(mode: mode.wireName, until: date, bypass: bypass))
    }
}

/// `kmslab lock extend`
struct LockExtend: LockChange {
    static let configuration = CommandConfiguration(
        commandName: "extend", abstract: "Keep a version longer, in the mode that it has.")

    @OptionGroup var object: LockedObject

    @Option(help: ArgumentHelp("Until when: 2033-01-01, or 90d from now.", valueName: "date"))
    var until: String

    @OptionGroup var lab: LabOptions

    func change(_ connection: any LabConnection) async throws {
        guard let mode = try await LockState(object, connection).mode else {
            throw Failure(.refused, "the version has no retention", hint: "`kmslab lock set` gives it one")
        }
        let date = try await connection.retentionDate(until)
        _ = try await connection.store(try object.retention(mode: mode, until: date, bypass: false))
    }
}

/// `kmslab lock hold`
struct LockHold: LockChange {
    static let configuration = CommandConfiguration(
        commandName: "hold", abstract: "Put a version under a legal hold, which has no date and no bypass.")

    @OptionGroup var object: LockedObject
    @OptionGroup var lab: LabOptions

    func change(_ connection: any LabConnection) async throws {
        _ = try await connection.store(try object.hold(true))
    }
}

/// `kmslab lock release`
struct LockRelease: LockChange {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Lift a version's legal hold, or its retention in governance mode.",
        discussion: "Without --retention the legal hold is lifted. Compliance mode cannot be lifted.")

    @OptionGroup var object: LockedObject

    @Flag(help: "Lift the retention; it takes s3:BypassGovernanceRetention.")
    var retention = false

    @OptionGroup var lab: LabOptions

    func change(_ connection: any LabConnection) async throws {
        let request =
            retention ? try object.retention(mode: nil, until: nil, bypass: true) : try object.hold(false)
        _ = try await connection.store(request)
    }
}

/// `kmslab lock show`
struct LockShow: LockChange {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a version's retention and legal hold.")

    @OptionGroup var object: LockedObject
    @OptionGroup var lab: LabOptions

    func change(_ connection: any LabConnection) async throws {}
}
