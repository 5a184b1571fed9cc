import Foundation
import LabCore
import LabKMS
import LabService
import LabTesting
import LabWorld
import Testing

/// Keeps the pages `Parity.md` and `Coverage.md` of the documentation true: they are written from the audited model and
/// from what the other tests know.
///
/// `KMSLAB_REGENERATE=1 swift test --filter ParityPageTests` writes them again.
@Suite struct ParityPageTests {
    private static let isWriting = ProcessInfo.processInfo.environment["KMSLAB_REGENERATE"] != nil

    @Test func thePagesAreTrue() async throws {
        var rows: [ParityRow] = []
        for operation in KMSOperations.all.names { rows.append(try await ParityRow(operation)) }
        for (name, text) in [("Parity.md", ParityPage.parity(rows)), ("Coverage.md", ParityPage.coverage(rows))] {
            let file = ParityPage.directory.appending(path: name)
            if Self.isWriting {
                try FileManager.default.createDirectory(at: ParityPage.directory, withIntermediateDirectories: true)
                try Data(text.utf8).write(to: file)
            }
            let committed = try? String(contentsOf: file, encoding: .utf8)
            #expect(committed == text, "\(name) is out of date: KMSLAB_REGENERATE=1 writes it again")
        }
    }
}

/// What is known of an operation.
struct ParityRow {
    let operation: String
    /// The members of its input in the model, all of which the coverage test compares.
    let members: [String]
    let declared: [String]
    let excused: [String: String]
    /// How many states of a key the state table pins down; `nil` for operations without a key.
    let states: Int?
    /// The tables that a successful request changes; `nil` for one that only reads.
    let tables: [String]?
    /// The suites that name it.
    let suites: [String]

    init(_ operation: String) async throws {
        self.operation = operation
        members = try #require(try Oracle.model.get()[operation]?["members"]?.object).names.sorted()
        declared = try Oracle.declaredErrors(operation).sorted()
        excused = Excuses.of(operation)
        states = KeyStateTests.cells.first { $0.0 == operation }?.1.count { $0 != .none }
        tables = try await Persistence.tables(changedBy: operation)
        suites = try Self.suites(naming: operation)
    }

    private static func suites(naming operation: String) throws -> [String] {
        // The tables that every operation stands in say nothing about one of them.
        let tables: Set<String> = ["Excuses", "ParityPageTests", "DeclaredErrorTests", "Provocation", "Oracle"]
        return try Tool.sources(in: "Tests/LabKMSTests").filter { name, text in
            !tables.contains(name) && name.hasSuffix("Tests")
                && ["\"\(operation)\"", "\(operation).self", "\(operation).Input"].contains { text.contains($0) }
        }.map(\.name).sorted()
    }
}

/// What a successful request leaves behind in the store.
private enum Persistence {
    static func tables(changedBy operation: String) async throws -> [String]? {
        guard let entry = KMSOperations.all[operation], !entry.facts.isReadOnly else { return nil }
        let store = RecordingStore()
        if operation.hasSuffix("CustomKeyStore") {
            try await performOnStore(operation, store)
        } else {
            let state: KeyState = operation == "CancelKeyDeletion" ? .pendingDeletion : .enabled
            let fixture = try await KeyInState(state, for: operation, store: store)
            let input = try await fixture.input(for: operation)
            _ = store.takeTables()
            try await fixture.home.call(operation, input)
        }
        return store.takeTables().sorted()
    }

    private static func performOnStore(_ operation: String, _ store: RecordingStore) async throws {
        let hsm = ScriptedHSM(.init(clusters: ["cluster-abcdefg2345": HSMCluster(certificate: "A")]))
        let home = try KeyHome(hsm: hsm, store: store)
        var input: JSONObject = [
            "CustomKeyStoreName": "s", "CloudHsmClusterId": "cluster-abcdefg2345",
            "TrustAnchorCertificate": "-----BEGIN CERTIFICATE-----", "KeyStorePassword": "kmsuser-password",
        ]
        if operation != "CreateCustomKeyStore" {
            input = [
                "CustomKeyStoreId": try #require(try await home.call("CreateCustomKeyStore", input)["CustomKeyStoreId"])
            ]
        }
        if operation == "DisconnectCustomKeyStore" { try await home.call("ConnectCustomKeyStore", input) }
        home.clock.advance(.seconds(2))
        // What fell due in the meantime is not the operation's doing.
        try await home.call("DescribeCustomKeyStores")
        _ = store.takeTables()
        if operation == "UpdateCustomKeyStore" { input["NewCustomKeyStoreName"] = "renamed" }
        try await home.call(operation, input)
    }
}
