import LabCore
import Synchronization

/// Delivers a number of times, then fails for ever.
final class FailingRandom: RandomSource {
    private let left: Mutex<Int>

    init(after deliveries: Int) {
        left = Mutex(deliveries)
    }

    func fill(_ buffer: UnsafeMutableRawBufferPointer, for purpose: RandomPurpose) throws(RandomFailure) {
        let delivers = left.withLock { left in
            left -= 1
            return left >= 0
        }
        guard delivers else { throw RandomFailure(reason: "scripted") }
        for index in buffer.indices { buffer[index] = UInt8(truncatingIfNeeded: index) }
    }
}
