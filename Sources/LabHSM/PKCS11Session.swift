import CPKCS11

/// A session with a token.
struct PKCS11Session {
    let module: PKCS11Module
    let handle: CK_SESSION_HANDLE

    /// Who logs in.
    enum User: UInt {
        /// Who sets up the token (`CKU_SO`).
        case securityOfficer = 0
        /// Who makes and uses keys (`CKU_USER`).
        case user = 1
    }

    /// Which way ``transform(_:with:_:nonce:header:into:)`` goes.
    enum Direction {
        case encrypt
        case decrypt
    }

    /// Logs in.
    func logIn(_ pin: String, as user: User = .user) throws(PKCS11Error) {
        var bytes = Array(pin.utf8)
        let count = CK_ULONG(bytes.count)
        try module.call { $0.C_Login(handle, user.rawValue, &bytes, count) }
    }

    /// Sets the user's PIN; the security officer must be logged in.
    func setUserPIN(_ pin: String) throws(PKCS11Error) {
        var bytes = Array(pin.utf8)
        let count = CK_ULONG(bytes.count)
        try module.call { $0.C_InitPIN(handle, &bytes, count) }
    }

    /// Logs out; whoever was not logged in stays so.
    func logOut() {
        try? module.call { $0.C_Logout(handle) }
    }

    /// Ends the session.
    func close() {
        try? module.call { $0.C_CloseSession(handle) }
    }

    /// Makes an AES key of 256 bits that stays in the token and cannot be read.
    func makeKey(id: [UInt8]) throws(PKCS11Error) {
        var mechanism = CK_MECHANISM()
        mechanism.mechanism = CK_MECHANISM_TYPE(CKM_AES_KEY_GEN)
        var key: CK_OBJECT_HANDLE = 0
        var template = AttributeTemplate()
        template.add(CKA_CLASS, number: UInt(CKO_SECRET_KEY))
        template.add(CKA_KEY_TYPE, number: UInt(CKK_AES))
        template.add(CKA_VALUE_LEN, number: 32)
        template.add(CKA_ID, id)
        template.add(CKA_LABEL, Array("kmslab".utf8))
        for attribute in [CKA_TOKEN, CKA_PRIVATE, CKA_SENSITIVE, CKA_ENCRYPT, CKA_DECRYPT] {
            template.add(attribute, [1])
        }
        template.add(CKA_EXTRACTABLE, [0])
        try template.lend { attributes, count throws(PKCS11Error) in
            try module.call { $0.C_GenerateKey(handle, &mechanism, attributes, count, &key) }
        }
        do throws(PKCS11Error) {
            try requireUnreadable(key)
        } catch {
            try destroy(key)
            throw error
        }
    }

    /// Refuses a key that was readable at any time, whatever the token was asked for.
    private func requireUnreadable(_ key: CK_OBJECT_HANDLE) throws(PKCS11Error) {
        for (attribute, wanted) in [(CKA_EXTRACTABLE, 0), (CKA_NEVER_EXTRACTABLE, 1), (CKA_ALWAYS_SENSITIVE, 1)] {
            guard try read(attribute, of: key, byteCount: 1) == [UInt8(wanted)] else { throw .wrongKey }
        }
    }

    /// Reads an attribute of at most `byteCount` bytes.
    ///
    /// - Throws: ``PKCS11Error/attributeSensitive`` for what never leaves the token.
    func read(
        _ attribute: some BinaryInteger, of object: CK_OBJECT_HANDLE, byteCount: Int
    ) throws(PKCS11Error) -> [UInt8] {
        let value = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: byteCount)
        defer { value.deallocate() }
        var wanted = CK_ATTRIBUTE(
            type: CK_ATTRIBUTE_TYPE(attribute), pValue: UnsafeMutableRawPointer(value.baseAddress),
            ulValueLen: CK_ULONG(byteCount))
        try module.call { $0.C_GetAttributeValue(handle, object, &wanted, 1) }
        return Array(value.prefix(Int(wanted.ulValueLen)))
    }

    /// The key with this id; `nil` when there is none.
    func findKey(id: [UInt8]) throws(PKCS11Error) -> CK_OBJECT_HANDLE? {
        var template = AttributeTemplate()
        template.add(CKA_CLASS, number: UInt(CKO_SECRET_KEY))
        template.add(CKA_ID, id)
        try template.lend { attributes, count throws(PKCS11Error) in
            try module.call { $0.C_FindObjectsInit(handle, attributes, count) }
        }
        var found: CK_OBJECT_HANDLE = 0
        var count: CK_ULONG = 0
        try module.call { $0.C_FindObjects(handle, &found, 1, &count) }
        try module.call { $0.C_FindObjectsFinal(handle) }
        return count == 1 ? found : nil
    }

    /// Destroys a key.
    func destroy(_ key: CK_OBJECT_HANDLE) throws(PKCS11Error) {
        try module.call { $0.C_DestroyObject(handle, key) }
    }

    /// Fills `buffer` from the token's own generator.
    func fillRandomly(_ buffer: UnsafeMutableRawBufferPointer) throws(PKCS11Error) {
        let bytes = buffer.assumingMemoryBound(to: UInt8.self)
        try module.call { $0.C_GenerateRandom(handle, bytes.baseAddress, CK_ULONG(bytes.count)) }
    }

    /// Encrypts or decrypts with AES-GCM into `output` and answers how many bytes that made.
    func transform(
        _ input: UnsafeRawBufferPointer, with key: CK_OBJECT_HANDLE, _ direction: Direction, nonce: [UInt8],
        header: [UInt8], into output: UnsafeMutableRawBufferPointer
    ) throws(PKCS11Error) -> Int {
        // The functions read their input and only lack the word `const`.
        let source = UnsafeMutablePointer(mutating: input.assumingMemoryBound(to: UInt8.self).baseAddress)
        let target = output.assumingMemoryBound(to: UInt8.self).baseAddress
        let length = CK_ULONG(input.count)
        var count = CK_ULONG(output.count)
        try GCMMechanism(nonce: nonce, header: header).lend { mechanism throws(PKCS11Error) in
            switch direction {
            case .encrypt:
                try module.call { $0.C_EncryptInit(handle, mechanism, key) }
                try module.call { $0.C_Encrypt(handle, source, length, target, &count) }
            case .decrypt:
                try module.call { $0.C_DecryptInit(handle, mechanism, key) }
                try module.call { $0.C_Decrypt(handle, source, length, target, &count) }
            }
        }
        return Int(count)
    }
}
