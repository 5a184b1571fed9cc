import Foundation

/// Feeds the parsers with bytes that nobody meant.
///
///     kmslab-fuzz [--seconds N] [--seed N] SEEDS [TARGET …]
///
/// Every target gets the seconds, and the same inputs for the same seed. An input that brings the process down is left in
/// `fuzz-TARGET.input` in the current directory; `kmslab-fuzz --input FILE TARGET` runs it again.
/// Built with `-DLIBFUZZER -sanitize=fuzzer` (Tests/fuzz.sh) it is libFuzzer that chooses the inputs.
@main
struct FuzzDriver {
    static func main() {
        #if LIBFUZZER
            LibFuzzer.run()
        #else
            var arguments = Arguments(CommandLine.arguments.dropFirst())
            if let input = arguments.option("--input") { return replay(input, arguments.rest.first) }
            let seconds = arguments.option("--seconds").flatMap { Double($0) } ?? 2
            let seed = arguments.option("--seed").flatMap { UInt64($0) } ?? 1
            guard let folder = arguments.rest.first else { return fail("which seeds?") }
            let names = arguments.rest.dropFirst()
            for target in FuzzTarget.all where names.isEmpty || names.contains(target.name) {
                fuzz(target, seeds: seeds(in: "\(folder)/\(target.name)"), seconds: seconds, seed: seed)
            }
        #endif
    }

    private static func fuzz(_ target: FuzzTarget, seeds: [[UInt8]], seconds: Double, seed: UInt64) {
        guard !seeds.isEmpty else { return fail("there are no seeds for \(target.name)") }
        for input in seeds { target.run(input) }
        var mutator = Mutator(seed: seed, words: target.words)
        let record = InputRecord(path: "fuzz-\(target.name).input")
        let end = ContinuousClock.now + .milliseconds(Int(seconds * 1000))
        var count = 0
        while ContinuousClock.now < end {
            let input = mutator.mutated(from: seeds)
            record.keep(input)
            // A parser that takes longer than this for 4 KiB is broken, too: SIGALRM ends the process.
            alarm(20)
            target.run(input)
            count += 1
        }
        alarm(0)
        record.remove()
        print("\(target.name): \(count) inputs from \(seeds.count) seeds, seed \(seed)")
    }

    private static func replay(_ path: String, _ name: String?) {
        guard let target = FuzzTarget.all.first(where: { $0.name == name }),
            let input = FileManager.default.contents(atPath: path)
        else { return fail("which target, which file?") }
        target.run(Array(input))
        print("\(target.name): nothing happened")
    }

    private static func seeds(in folder: String) -> [[UInt8]] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().compactMap { FileManager.default.contents(atPath: "\(folder)/\($0)").map { Array($0) } }
    }

    private static func fail(_ message: String) {
        FileHandle.standardError.write(Data("kmslab-fuzz: \(message)\n".utf8))
        exit(64)
    }
}

/// The command line's words.
private struct Arguments {
    private(set) var rest: [String]

    init(_ words: some Sequence<String>) {
        rest = Array(words)
    }

    /// Takes out an option with its value.
    mutating func option(_ name: String) -> String? {
        guard let index = rest.firstIndex(of: name), index + 1 < rest.count else { return nil }
        let value = rest[index + 1]
        rest.removeSubrange(index...index + 1)
        return value
    }
}

/// The input under way, in a file that outlives the process: it is mapped, so that keeping it costs a copy only.
private struct InputRecord {
    private static let byteCount = 4096

    private let path: String
    private let memory: UnsafeMutableRawPointer?
    private let descriptor: Int32

    init(path: String) {
        self.path = path
        descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC, 0o600)
        ftruncate(descriptor, off_t(Self.byteCount))
        let mapped = mmap(nil, Self.byteCount, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
        memory = mapped == MAP_FAILED ? nil : mapped
    }

    func keep(_ input: [UInt8]) {
        guard let memory else { return }
        // The length is the file's; the page behind it may hold the rest of a longer one.
        ftruncate(descriptor, off_t(input.count))
        input.withUnsafeBytes { bytes in
            if let start = bytes.baseAddress { memory.copyMemory(from: start, byteCount: bytes.count) }
        }
    }

    func remove() {
        if let memory { munmap(memory, Self.byteCount) }
        close(descriptor)
        unlink(path)
    }
}
