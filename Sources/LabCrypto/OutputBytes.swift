extension Array where Element == UInt8 {
    /// An array of exactly `count` bytes that `body` writes; when `body` throws there is no array.
    static func filled<Failure: Error>(
        count: Int, by body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) -> [UInt8] {
        try filled(capacity: count) { buffer throws(Failure) in
            try body(buffer)
            return count
        }
    }

    /// An array of at most `capacity` bytes; `body` writes them and says how many.
    static func filled<Failure: Error>(
        capacity: Int, by body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
    ) throws(Failure) -> [UInt8] {
        var failure: Failure?
        let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, written in
            do throws(Failure) {
                written = try body(UnsafeMutableRawBufferPointer(buffer))
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }
}

extension UnsafeRawBufferPointer {
    /// The bytes as C functions take them, never `nil`: for libcrypto `nil` often means "leave as it is".
    var unsignedBytes: UnsafePointer<UInt8> {
        (baseAddress ?? Self.somewhere).assumingMemoryBound(to: UInt8.self)
    }

    /// An address to go with a count of zero.
    nonisolated(unsafe) private static let somewhere = UnsafeRawPointer(
        UnsafeMutableRawPointer.allocate(byteCount: 16, alignment: 16)
    )

    /// The first `count` bytes.
    func first(_ count: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: self[..<count])
    }

    /// Everything from `offset` on.
    func from(_ offset: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: self[offset...])
    }
}

extension UnsafeMutableRawBufferPointer {
    /// The bytes as C functions write them.
    var unsignedBytes: UnsafeMutablePointer<UInt8>? {
        baseAddress?.assumingMemoryBound(to: UInt8.self)
    }

    /// The first `count` bytes.
    func first(_ count: Int) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(rebasing: self[..<count])
    }

    /// Everything from `offset` on.
    func from(_ offset: Int) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(rebasing: self[offset...])
    }

    /// Overwrites everything, in a way that the compiler does not take out.
    func wipe() {
        Wipe.bytes(self)
    }
}
