import ArgumentParser

/// `kmslab exit-codes`
struct ExitCodes: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the exit codes and what they mean.")

    func run() {
        var table = TextTable("CODE", "MEANING")
        for status in ExitStatus.allCases { table.add(String(status.rawValue), status.meaning) }
        table.printAll()
    }
}
