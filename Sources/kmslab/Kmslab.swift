import ArgumentParser

/// The command line.
struct Kmslab: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kmslab",
        abstract: "The encryption half of AWS on your own machine: real keys, real ciphertext, readable refusals.",
        discussion: """
            Everything lives in a home directory (KMSLAB_HOME, or ~/.kmslab): keys wrapped under its root key, and the \
            trail of everything that was asked. Start with `kmslab demo`: one minute, on a throw-away home.

            Results go to standard output, everything else to standard error. Exit codes: `kmslab exit-codes`.
            """,
        version: Version.text,
        groupedSubcommands: [
            CommandGroup(
                name: "Files:",
                subcommands: [Encrypt.self, Decrypt.self, Explain.self, Sign.self, Verify.self, Mac.self]),
            CommandGroup(
                name: "Envelopes by hand:", subcommands: [Gdk.self, Seal.self, Open.self, Reencrypt.self, Flip.self]),
            CommandGroup(name: "Keys:", subcommands: [Key.self, Alias.self, Grant.self, Tree.self, Disk.self]),
            CommandGroup(
                name: "Objects:", subcommands: [Object.self, Bucket.self, Lock.self, Locks.self, Matrix.self]),
            CommandGroup(name: "Users of keys:", subcommands: [Secret.self, Parameter.self, Volume.self]),
            CommandGroup(name: "Who may:", subcommands: [Why.self, Try.self, Can.self]),
            CommandGroup(name: "What went wrong:", subcommands: [Config.self, Inbox.self, Advise.self]),
            CommandGroup(name: "The world:", subcommands: [World.self, Fork.self, Undo.self]),
            CommandGroup(name: "What happened:", subcommands: [Trail.self, Show.self, Timeline.self]),
            CommandGroup(name: "The lab:", subcommands: [Serve.self, Env.self, Clock.self, Call.self]),
            CommandGroup(
                name: "Learning:",
                subcommands: [Tour.self, Course.self, Demo.self, BenchCommand.self, About.self, ExitCodes.self]),
        ])
}

/// The version of kmslab.
enum Version {
    static let text = "0.1.0"
}

@main
struct Main {
    static func main() async {
        do {
            var command = try Kmslab.parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let failure as Failure {
            failure.end()
        } catch {
            UsageFailure.end(error)
        }
    }
}
