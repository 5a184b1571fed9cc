/// Bytes that can be read from the middle: what an explanation looks at, so that a large file is not loaded.
public struct RandomAccessBytes {
    /// How many there are.
    public let count: Int
    private let reading: (Range<Int>) -> [UInt8]

    /// Bytes behind a closure, which may answer fewer than asked for when they are not to be had.
    public init(count: Int, reading: @escaping (Range<Int>) -> [UInt8]) {
        self.count = count
        self.reading = reading
    }

    /// Bytes in memory.
    public init(_ bytes: [UInt8]) {
        self.init(count: bytes.count) { Array(bytes[$0]) }
    }

    /// At most `count` bytes from `offset`; fewer at the end.
    public func read(at offset: Int, _ count: Int) -> [UInt8] {
        let start = min(offset, self.count)
        return reading(start..<start + min(count, self.count - start))
    }
}
