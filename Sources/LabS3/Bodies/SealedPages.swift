import Synchronization

/// Memory for the sealed bytes of a body, in which they are sealed and stay.
///
/// A body has few of them, growing ones: the allocator is asked seldom, and little of the last is empty. The largest
/// are used again when a body goes: to have a page mapped takes twice as long as to encrypt what goes onto it.
final class SealedPages: @unchecked Sendable {
    // Written by the one sink that fills them, under its lock; read when the body is complete.
    private let memory: UnsafeMutableRawBufferPointer
    private(set) var byteCount = 0

    private static let leastCapacity = 1 << 17
    private static let greatestCapacity = 1 << 20

    /// Pages for at least `byteCount` bytes, twice as many as before: a body wastes little, whatever its size.
    convenience init(atLeast byteCount: Int, after previous: SealedPages?) {
        let grown = previous.map { min(2 * $0.memory.count, Self.greatestCapacity) } ?? Self.leastCapacity
        self.init(capacity: max(byteCount, grown))
    }

    private init(capacity: Int) {
        let used = capacity == Self.greatestCapacity ? Self.free.withLock { $0.popLast() } : nil
        memory = used?.memory ?? .allocate(byteCount: capacity, alignment: 16)
    }

    deinit {
        guard memory.count == Self.greatestCapacity, Self.keep(memory) else { return memory.deallocate() }
    }

    /// Pages of the greatest capacity that no body needs any more. What is on them is ciphertext.
    private static let free = Mutex<[Unused]>([])

    private struct Unused: @unchecked Sendable {
        let memory: UnsafeMutableRawBufferPointer
    }

    private static func keep(_ memory: UnsafeMutableRawBufferPointer) -> Bool {
        let unused = Unused(memory: memory)
        return free.withLock { free in
            guard free.count < S3Limits.freePagesByteCount / greatestCapacity else { return false }
            free.append(unused)
            return true
        }
    }

    /// How many bytes more there is room for.
    var room: Int { memory.count - byteCount }

    /// Appends `count` bytes, which `fill` writes.
    func append(
        _ count: Int, _ fill: (UnsafeMutableRawBufferPointer) throws(BodyFailure) -> Void
    ) throws(BodyFailure) {
        precondition(count <= room, "the pages are full")
        try fill(UnsafeMutableRawBufferPointer(rebasing: memory[byteCount..<byteCount + count]))
        byteCount += count
    }

    /// These pages, or smaller ones when a good part of them is empty.
    func trimmed() -> SealedPages {
        guard room > memory.count / 8 else { return self }
        let smaller = SealedPages(capacity: max(byteCount, 1))
        smaller.memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[..<byteCount]))
        smaller.byteCount = byteCount
        return smaller
    }

    /// Copies what there is from `offset` on, as far as `target` reaches.
    ///
    /// - Returns: How many bytes.
    func copy(from offset: Int, to target: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(target.count, byteCount - offset)
        target.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[offset..<offset + count]))
        return count
    }
}
