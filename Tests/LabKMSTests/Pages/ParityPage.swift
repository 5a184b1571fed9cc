import Foundation

/// The text of the generated pages.
enum ParityPage {
    /// The documentation of the key service.
    static let directory = URL(filePath: #filePath).appending(path: "../../../../Sources/LabKMS/Docs.docc").standardized

    static func parity(_ rows: [ParityRow]) -> String {
        let lines = rows.map(line).joined(separator: "\n")
        let points = open.map { "- \($0)" }.joined(separator: "\n")
        return """
            # Parity

            What of AWS's key service is here, operation by operation.

            ## Overview

            \(notice) Audited against the model of KMS in botocore \(Oracle.version): \(rows.count) operations.

            - **Wire**: the members of the input, which are compared with the model one by one: names, types, bounds, \
            patterns, choices, what is required. Every answer of every test is held against the model's output, down to the \
            last member.
            - **Errors**: how many of the declared errors a test provokes; the others stand with their reasons in \
            <doc:Coverage>.
            - **State**: how many of the eight key states a test tries the operation in.
            - **Persistence**: the tables that a successful request changes, in one commit with its event. Every request \
            leaves an event, those that only read too.
            - **Tests**: the suites of the key service's own tests that name it.

            | Operation | Wire | Errors | State | Persistence | Tests |
            | --- | --- | --- | --- | --- | --- |
            \(lines)

            ## What is open

            \(points)

            """
    }

    static func coverage(_ rows: [ParityRow]) -> String {
        let members = rows.map(\.members.count).reduce(0, +)
        let errors = rows.map(\.declared.count).reduce(0, +)
        let excused = rows.map(\.excused.count).reduce(0, +)
        let lines = rows.map(coverageLine).joined(separator: "\n")
        return """
            # Coverage

            Operations, members and declared errors of the model, and which of them a test covers.

            ## Overview

            \(notice) The model of KMS in botocore \(Oracle.version) has \(rows.count) operations, all of which are \
            answered; \(members) members of inputs, all of which are read and compared with the model; and \(errors) \
            declared errors, \(errors - excused) of which a test provokes and \(excused) of which cannot happen here.

            | Operation | Members | Errors provoked | Errors that cannot happen |
            | --- | --- | --- | --- |
            \(lines)

            ## Why some errors cannot happen

            \(reasons(rows))

            """
    }

    private static let notice =
        "This page is generated and a test keeps it true: `KMSLAB_REGENERATE=1 swift test --filter ParityPageTests` "
        + "writes it again."

    private static func line(_ row: ParityRow) -> String {
        let count = row.members.count
        let wire = count == 0 ? "no members" : count == 1 ? "1 member" : "\(count) members"
        let errors = "\(row.declared.count - row.excused.count) of \(row.declared.count)"
        let state = if let states = row.states { "\(states) of 8" } else { "no key" }
        let tests = row.suites.isEmpty ? "tables only" : row.suites.joined(separator: ", ")
        return line(["`\(row.operation)`", wire, errors, state, persistence(row), tests])
    }

    private static func persistence(_ row: ParityRow) -> String {
        guard let tables = row.tables else { return "reads" }
        return tables.isEmpty ? "event only" : tables.map { "`\($0)`" }.joined(separator: ", ")
    }

    private static func coverageLine(_ row: ParityRow) -> String {
        let provoked = row.declared.filter { row.excused[$0] == nil }
        return line([
            "`\(row.operation)`", row.members.joined(separator: ", "), short(provoked),
            short(row.excused.keys.sorted()),
        ])
    }

    private static func line(_ cells: [String]) -> String {
        "| " + cells.map { $0.isEmpty ? "–" : $0 }.joined(separator: " | ") + " |"
    }

    /// The names without what all of them end with.
    private static func short(_ exceptions: [String]) -> String {
        exceptions.map { $0.hasSuffix("Exception") ? String($0.dropLast(9)) : $0 }.joined(separator: ", ")
    }

    private static func reasons(_ rows: [ParityRow]) -> String {
        var operations: [String: [String]] = [:]
        for row in rows {
            for (exception, reason) in row.excused {
                operations["`\(exception)`: \(reason)", default: []].append(row.operation)
            }
        }
        let lines = operations.keys.sorted().map { reason -> String in
            let names = operations[reason] ?? []
            let places = names.count > 6 ? "\(names.count) operations" : names.joined(separator: ", ")
            return "- \(reason) (\(places))."
        }
        return lines.joined(separator: "\n")
    }

    /// What differs from AWS, for a reason or because nobody has done it yet.
    private static let open = [
        "ML-DSA, ML-KEM and Ed25519ph: libcrypto 3.0 has none of them. Keys of these specs are refused with "
            + "UnsupportedOperationException; Encapsulate and Decapsulate are answered, and as no key can have the usage "
            + "they want, the answer is InvalidKeyUsageException.",
        "The key agreement of SM2: refused with UnsupportedOperationException, for the same reason.",
        "`Recipient` (Nitro enclaves): refused with UnsupportedOperationException.",
        "CloudHSM clusters: every id is a cluster that exists, is active and has two HSMs; trust anchors are not "
            + "compared. The key material is really inside a SoftHSM2 token.",
        "External key stores: no proxy is called over the network; a key manager inside the lab has every key. Both "
            + "layers of encryption are real.",
        "Ciphertext blobs have a format of the lab's own; AWS does not publish its.",
        "Changes hold at once; AWS takes up to minutes for policies, grants and tags, and up to 24 hours beyond the "
            + "waiting period for deletions.",
        "Request quotas are not imposed: nothing is throttled.",
        "Keys shared through AWS RAM: there are none, and ListKeys says so.",
    ]
}
