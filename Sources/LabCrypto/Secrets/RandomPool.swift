import LabCore

/// Random bytes in stock.
///
/// INVARIANT: the bytes from `used` on have never been handed out, in this process or a parent of it. The block is
/// reached through `mutating` functions only, so the pool may move between threads.
struct RandomPool: ~Copyable, @unchecked Sendable {
    /// What one filling brings.
    static let capacity = 4096
    /// Larger draws go to the generator directly.
    static let largestDraw = 256

    private let block = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 16)
    private var used = capacity
    private var generation = -1

    deinit {
        block.wipe()
        block.deallocate()
    }

    /// Moves `output.count` bytes out of the pool, filling it first when they do not suffice or when the process is
    /// another than the one that filled it, which `generation` tells.
    mutating func draw(
        into output: UnsafeMutableRawBufferPointer, generation: Int,
        refill: (UnsafeMutableRawBufferPointer) throws(RandomFailure) -> Void
    ) throws(RandomFailure) {
        if self.generation != generation || Self.capacity - used < output.count {
            used = Self.capacity
            try refill(block)
            self.generation = generation
            used = 0
        }
        let piece = UnsafeMutableRawBufferPointer(rebasing: block[used..<used + output.count])
        output.copyMemory(from: UnsafeRawBufferPointer(piece))
        piece.wipe()
        used += output.count
    }
}
