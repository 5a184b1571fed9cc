/// Changes seeds at random, the same way for the same seed number.
struct Mutator {
    private static let longest = 4096
    private static let telling: [UInt8] = [
        0, 1, 9, 10, 13, 32, 34, 37, 38, 44, 47, 58, 59, 60, 61, 62, 92, 123, 125, 127, 128, 0xC0, 0xED, 0xFE, 0xFF,
    ]

    private var state: UInt64
    private let words: [[UInt8]]

    init(seed: UInt64, words: [String]) {
        state = seed | 1
        self.words = words.map { Array($0.utf8) }
    }

    /// A changed copy of one of `seeds`.
    mutating func mutated(from seeds: [[UInt8]]) -> [UInt8] {
        var bytes = seeds.isEmpty ? [] : seeds[index(seeds.count)]
        for _ in 0...index(6) { change(&bytes, seeds) }
        return bytes.count > Self.longest ? Array(bytes.prefix(Self.longest)) : bytes
    }

    private mutating func change(_ bytes: inout [UInt8], _ seeds: [[UInt8]]) {
        switch index(9) {
        case 0: if !bytes.isEmpty { bytes[index(bytes.count)] ^= 1 << UInt8(index(8)) }
        case 1: if !bytes.isEmpty { bytes[index(bytes.count)] = Self.telling[index(Self.telling.count)] }
        case 2: bytes.insert(Self.telling[index(Self.telling.count)], at: index(bytes.count + 1))
        case 3: bytes.removeSubrange(range(bytes.count))
        case 4: bytes.insert(contentsOf: Array(bytes[range(bytes.count)]), at: index(bytes.count + 1))
        case 5: if !words.isEmpty { bytes.insert(contentsOf: words[index(words.count)], at: index(bytes.count + 1)) }
        case 6: splice(&bytes, seeds)
        case 7: bytes.removeLast(index(bytes.count + 1))
        default: bytes.insert(contentsOf: (0..<index(64)).map { _ in UInt8(truncatingIfNeeded: next()) }, at: 0)
        }
    }

    /// The front of this one and the back of another.
    private mutating func splice(_ bytes: inout [UInt8], _ seeds: [[UInt8]]) {
        guard !seeds.isEmpty else { return }
        let other = seeds[index(seeds.count)]
        bytes = Array(bytes.prefix(index(bytes.count + 1))) + other.dropFirst(index(other.count + 1))
    }

    private mutating func range(_ count: Int) -> Range<Int> {
        let start = index(count + 1)
        return start..<start + min(index(33), count - start)
    }

    private mutating func index(_ count: Int) -> Int { Int(next() % UInt64(count)) }

    /// xorshift64* (Vigna 2016).
    private mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 2_685_821_657_736_338_717
    }
}
