import ArgumentParser
import Foundation
import LabCore
import LabCourse

/// `kmslab tour`
struct Tour: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Three minutes, no reading: a key, a letter, a refusal, and the reason. One key a step.",
        discussion: """
            Runs on a lab in memory that is gone afterwards; every command shown is really run. On a terminal each \
            step waits for a key, and q ends the tour; elsewhere everything comes at once.
            """)

    @Option(help: ArgumentHelp("en or ja (default: KMSLAB_LANG, or LANG).", valueName: "language"))
    var lang: String?

    @Flag(help: "Do not wait for keys.")
    var fast = false

    func run() async throws {
        let language = Language.choose(lang, environment: ProcessInfo.processInfo.environment)
        try await failing {
            let stage = try DemoStage(file: nil, isFast: true)
            defer { stage.clear() }
            StandardOutput.flushEveryLine()
            let lab = try LocalConnection.inMemory(region: .standard)
            try await Surroundings.play(in: lab) { try await play(TourScript(language), on: stage) }
        }
    }

    private func play(_ script: TourScript, on stage: DemoStage) async throws {
        print(Style.bold(script.title))
        say(script.opening)
        for step in script.steps(letter: stage.letter) {
            guard goesOn(script) else { return }
            say(step.caption)
            try await stage.perform(step.demo)
        }
        guard goesOn(script) else { return }
        say(script.end)
    }

    private func say(_ lines: [String]) {
        print("")
        for line in lines { print(line) }
    }

    /// Waits for a key, where there is somebody to press it.
    private func goesOn(_ script: TourScript) -> Bool {
        guard !fast, KeyPress.isPossible else { return true }
        StandardError.write(partial: "\n\(Style.dim(script.prompt))")
        let key = KeyPress.next()
        StandardError.write(partial: "\r\u{1B}[K")
        return key != nil && key != UInt8(ascii: "q")
    }
}
