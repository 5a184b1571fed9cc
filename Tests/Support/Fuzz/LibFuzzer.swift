#if LIBFUZZER
    import Foundation

    /// libFuzzer's own loop, around the target that `KMSLAB_FUZZ_TARGET` names.
    enum LibFuzzer {
        static func run() {
            let name = ProcessInfo.processInfo.environment["KMSLAB_FUZZ_TARGET"] ?? ""
            guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
                print(FuzzTarget.all.map(\.name).joined(separator: "\n"))
                return
            }
            chosen = target
            var count = CommandLine.argc
            var words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
            exit(runDriver(&count, &words, test))
        }
    }

    nonisolated(unsafe) private var chosen = FuzzTarget.all[0]

    private func test(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
        chosen.run(Array(UnsafeBufferPointer(start: bytes, count: count)))
        return 0
    }

    /// `FuzzerInterface.h`: what a program with a main of its own calls.
    @_silgen_name("LLVMFuzzerRunDriver")
    private func runDriver(
        _ count: UnsafeMutablePointer<Int32>,
        _ words: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
        _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
    ) -> Int32
#endif
