import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Counts the forks between this process and the one that first asked: a child has another number than its parent.
///
/// Comparing process ids would do too, at the price of a system call for each nonce.
enum ForkCounter {
    private static let forks: Atomic<Int> = {
        pthread_atfork(nil, nil) { ForkCounter.countOne() }
        return Atomic(0)
    }()

    /// The number of this process.
    static var value: Int { forks.load(ordering: .relaxed) }

    private static func countOne() {
        forks.wrappingAdd(1, ordering: .relaxed)
    }
}
