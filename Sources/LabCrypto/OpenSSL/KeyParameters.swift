import COpenSSL

/// The parts of a key on their way into libcrypto.
///
/// Handing over the parts (`EVP_PKEY_fromdata`) takes 6 to 16 µs; letting libcrypto decode DER takes 300 µs and more.
/// The parts are copied into memory that is wiped afterwards.
struct KeyParameters: ~Copyable {
    /// The name of a part, as `<openssl/core_names.h>` has it. The pointer to it must last, hence the type.
    typealias Name = StaticString

    // Enough for every part of an RSA-4096 key pair.
    private let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 16)
    private var used = 0
    private var list: [OSSL_PARAM] = []

    deinit {
        scratch.wipe()
        scratch.deallocate()
    }

    /// Adds a number that is given in big-endian order.
    mutating func add(_ name: Name, number: UnsafeRawBufferPointer) throws(CryptoError) {
        let room = try reserve(number.count)
        // libcrypto takes numbers in the machine's order, which is little-endian on every machine that Swift runs on.
        for (index, byte) in number.reversed().enumerated() { room[index] = byte }
        list.append(OSSL_PARAM_construct_BN(Self.cString(name), room.unsignedBytes, room.count))
    }

    /// Adds bytes.
    mutating func add(_ name: Name, octets: UnsafeRawBufferPointer) throws(CryptoError) {
        let room = try reserve(octets.count)
        room.copyMemory(from: octets)
        list.append(OSSL_PARAM_construct_octet_string(Self.cString(name), room.baseAddress, room.count))
    }

    /// Adds a word that libcrypto knows.
    mutating func add(_ name: Name, word: StaticString) {
        let text = UnsafeMutablePointer(mutating: Self.cString(word))
        list.append(OSSL_PARAM_construct_utf8_string(Self.cString(name), text, 0))
    }

    /// The key that the parts make up.
    ///
    /// - Throws: ``CryptoError/invalidKey`` when they make up none.
    func makeKey(_ type: String, isKeyPair: Bool) throws(CryptoError) -> EVPKey {
        let context = try KeyContext(keyType: type)
        try check(EVP_PKEY_fromdata_init(context.pointer))
        var parameters = list + [OSSL_PARAM_construct_end()]
        var key: OpaquePointer?
        let selection = isKeyPair ? LAB_SELECT_KEY_PAIR : LAB_SELECT_PUBLIC_KEY
        try check(EVP_PKEY_fromdata(context.pointer, &key, selection, &parameters), orThrow: .invalidKey)
        return try EVPKey(adopting: key)
    }

    private mutating func reserve(_ count: Int) throws(CryptoError) -> UnsafeMutableRawBufferPointer {
        guard count > 0, count <= scratch.count - used else { throw .invalidKey }
        // Aligned, because libcrypto may read whole words.
        defer { used = min(scratch.count, (used + count + 15) & ~15) }
        return scratch.from(used).first(count)
    }

    private static func cString(_ text: StaticString) -> UnsafePointer<CChar> {
        UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
    }
}
