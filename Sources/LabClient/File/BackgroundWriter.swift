import Dispatch
import LabCrypto
import Synchronization

/// Writes buffers to a descriptor on a thread of its own, so that the next ones are encrypted meanwhile.
///
/// A few buffers go round: memory stays the same however long the file, and a slow disk slows the encryptor down.
final class BackgroundWriter: Sendable {
    /// A buffer that goes from hand to hand; one at a time has it.
    final class Chunk: @unchecked Sendable {
        var buffer = MessageBuffer()
    }

    private struct State {
        var spare = [Chunk(), Chunk(), Chunk()]
        var failure: SystemError?
        var bytesWritten = 0
    }

    private let descriptor: Int32
    private let queue = DispatchQueue(label: "kmslab.writer")
    private let spareCount = DispatchSemaphore(value: 3)
    private let state = Mutex(State())

    /// A writer to a descriptor that stays open until ``drain()`` has returned.
    init(to descriptor: borrowing Descriptor) {
        self.descriptor = descriptor.number
    }

    /// An empty buffer, as soon as one is free.
    ///
    /// - Throws: why an earlier buffer could not be written
    func take() throws(SystemError) -> Chunk {
        spareCount.wait()
        let taken = state.withLock { state in (state.spare.popLast(), state.failure) }
        if let failure = taken.1 {
            giveBack(taken.0 ?? Chunk())
            throw failure
        }
        return taken.0 ?? Chunk()
    }

    /// Writes a buffer behind those that were handed over before.
    func write(_ chunk: Chunk) {
        queue.async { [self] in
            perform(chunk)
            giveBack(chunk)
        }
    }

    /// Waits until everything is written.
    ///
    /// - Throws: why something could not be
    func drain() throws(SystemError) -> Int {
        queue.sync {}
        let result = state.withLock { ($0.failure, $0.bytesWritten) }
        if let failure = result.0 { throw failure }
        return result.1
    }

    private func perform(_ chunk: Chunk) {
        guard state.withLock({ $0.failure == nil }) else { return }
        do throws(SystemError) {
            try chunk.buffer.withReadableBytes { bytes throws(SystemError) in
                try Descriptor(borrowing: descriptor).write(bytes)
            }
            state.withLock { $0.bytesWritten += chunk.buffer.count }
        } catch {
            state.withLock { $0.failure = error }
        }
    }

    private func giveBack(_ chunk: Chunk) {
        chunk.buffer.removeAll()
        state.withLock { $0.spare.append(chunk) }
        spareCount.signal()
    }
}
