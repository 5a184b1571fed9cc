import CPKCS11

/// A list of attributes for the functions that make and find objects.
struct AttributeTemplate {
    private var attributes: [(type: CK_ATTRIBUTE_TYPE, value: [UInt8])] = []

    /// Adds an attribute of bytes; a Boolean is one byte.
    mutating func add(_ type: some BinaryInteger, _ value: [UInt8]) {
        attributes.append((CK_ATTRIBUTE_TYPE(type), value))
    }

    /// Adds an attribute that is a number.
    mutating func add(_ type: some BinaryInteger, number: CK_ULONG) {
        add(type, withUnsafeBytes(of: number) { Array($0) })
    }

    /// Lends the list as the functions want it; the pointers are valid inside `body` only.
    func lend(
        _ body: (UnsafeMutablePointer<CK_ATTRIBUTE>?, CK_ULONG) throws(PKCS11Error) -> Void
    ) throws(PKCS11Error) {
        let values = attributes.map { attribute in
            let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: attribute.value.count)
            _ = copy.initialize(from: attribute.value)
            return copy
        }
        defer { for value in values { value.deallocate() } }
        let list = UnsafeMutableBufferPointer<CK_ATTRIBUTE>.allocate(capacity: attributes.count)
        defer { list.deallocate() }
        for index in attributes.indices {
            list.initializeElement(
                at: index,
                to: CK_ATTRIBUTE(
                    type: attributes[index].type, pValue: UnsafeMutableRawPointer(values[index].baseAddress),
                    ulValueLen: CK_ULONG(values[index].count)))
        }
        try body(list.baseAddress, CK_ULONG(list.count))
    }
}

/// The mechanism AES-GCM with a tag of 16 bytes.
struct GCMMechanism {
    let nonce: [UInt8]
    let header: [UInt8]

    /// Lends the mechanism as the functions want it; the pointers are valid inside `body` only.
    func lend(_ body: (UnsafeMutablePointer<CK_MECHANISM>) throws(PKCS11Error) -> Void) throws(PKCS11Error) {
        let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: nonce.count + header.count)
        defer { bytes.deallocate() }
        _ = bytes.initialize(from: nonce + header)
        let parameters = UnsafeMutablePointer<CK_GCM_PARAMS>.allocate(capacity: 1)
        defer { parameters.deallocate() }
        parameters.initialize(
            to: CK_GCM_PARAMS(
                pIv: bytes.baseAddress, ulIvLen: UInt(nonce.count), ulIvBits: UInt(nonce.count * 8),
                pAAD: bytes.baseAddress.map { $0 + nonce.count }, ulAADLen: UInt(header.count), ulTagBits: 128))
        let mechanism = UnsafeMutablePointer<CK_MECHANISM>.allocate(capacity: 1)
        defer { mechanism.deallocate() }
        mechanism.initialize(
            to: CK_MECHANISM(
                mechanism: CK_MECHANISM_TYPE(CKM_AES_GCM), pParameter: UnsafeMutableRawPointer(parameters),
                ulParameterLen: CK_ULONG(MemoryLayout<CK_GCM_PARAMS>.size)))
        try body(mechanism)
    }
}
