import CPKCS11

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A loaded PKCS#11 module: the owner of its function list.
///
/// - SeeAlso: OASIS PKCS#11 Cryptographic Token Interface Base Specification 2.40
struct PKCS11Module: @unchecked Sendable {
    // INVARIANT: the module stays loaded for the life of the process, so the list stays where it is and is only read.
    private let functions: UnsafeMutablePointer<CK_FUNCTION_LIST>

    /// Loads the library at `path` and initializes it for use from several threads; `nil` when it is no PKCS#11 module.
    init?(path: String) {
        typealias GetFunctionList =
            @convention(c) (UnsafeMutablePointer<UnsafeMutablePointer<CK_FUNCTION_LIST>?>?) -> CK_RV
        guard let library = dlopen(path, RTLD_NOW), let symbol = dlsym(library, "C_GetFunctionList") else { return nil }
        var list: UnsafeMutablePointer<CK_FUNCTION_LIST>?
        let getFunctionList = unsafeBitCast(symbol, to: GetFunctionList.self)
        guard getFunctionList(&list) == CKR_OK, let list else { return nil }
        functions = list
        var arguments = CK_C_INITIALIZE_ARGS()
        arguments.flags = CK_FLAGS(CKF_OS_LOCKING_OK)
        let result = list.pointee.C_Initialize(&arguments)
        guard result == CKR_OK || result == CKR_CRYPTOKI_ALREADY_INITIALIZED else { return nil }
    }

    /// Calls a function of the list.
    ///
    /// - Throws: ``PKCS11Error`` for every answer but `CKR_OK`.
    func call(_ body: (CK_FUNCTION_LIST) -> CK_RV) throws(PKCS11Error) {
        let result = body(functions.pointee)
        guard result == CKR_OK else { throw PKCS11Error(code: UInt(result)) }
    }

    /// The slots; with a token in them only, if so asked.
    func slots(withToken: Bool) throws(PKCS11Error) -> [CK_SLOT_ID] {
        var count: CK_ULONG = 0
        let flag: CK_BBOOL = withToken ? 1 : 0
        try call { $0.C_GetSlotList(flag, nil, &count) }
        var slots = [CK_SLOT_ID](repeating: 0, count: Int(count))
        try call { $0.C_GetSlotList(flag, &slots, &count) }
        return Array(slots.prefix(Int(count)))
    }

    /// What a slot's token says of itself.
    func token(in slot: CK_SLOT_ID) throws(PKCS11Error) -> CK_TOKEN_INFO {
        var info = CK_TOKEN_INFO()
        try call { $0.C_GetTokenInfo(slot, &info) }
        return info
    }

    /// Gives a token its label, which is padded to 32 bytes, and the security officer's PIN.
    func initializeToken(in slot: CK_SLOT_ID, label: String, officerPIN: String) throws(PKCS11Error) {
        var pin = Array(officerPIN.utf8)
        let count = CK_ULONG(pin.count)
        var padded = Array(label.utf8.prefix(32))
        padded += [UInt8](repeating: UInt8(ascii: " "), count: 32 - padded.count)
        try call { $0.C_InitToken(slot, &pin, count, &padded) }
    }

    /// A session that can write.
    func openSession(in slot: CK_SLOT_ID) throws(PKCS11Error) -> CK_SESSION_HANDLE {
        var session: CK_SESSION_HANDLE = 0
        let flags = CK_FLAGS(CKF_SERIAL_SESSION | CKF_RW_SESSION)
        try call { $0.C_OpenSession(slot, flags, nil, nil, &session) }
        return session
    }
}

/// An answer of a PKCS#11 module that is not `CKR_OK`.
struct PKCS11Error: Error, Equatable {
    let code: UInt

    static let pinIncorrect = PKCS11Error(code: UInt(CKR_PIN_INCORRECT))
    static let pinLocked = PKCS11Error(code: UInt(CKR_PIN_LOCKED))
    static let pinNotInitialized = PKCS11Error(code: UInt(CKR_USER_PIN_NOT_INITIALIZED))
    static let attributeSensitive = PKCS11Error(code: UInt(CKR_ATTRIBUTE_SENSITIVE))
    /// No slot is left for another token.
    static let noSlot = PKCS11Error(code: UInt(CKR_SLOT_ID_INVALID))
    /// The lab's own generator failed (`CKR_RANDOM_NO_RNG`).
    static let noRandomness = PKCS11Error(code: UInt(CKR_RANDOM_NO_RNG))
    /// The token made another key than it was asked for (`CKR_TEMPLATE_INCONSISTENT`).
    static let wrongKey = PKCS11Error(code: UInt(CKR_TEMPLATE_INCONSISTENT))
}

extension CK_TOKEN_INFO {
    /// The label without its padding.
    var labelText: String {
        withUnsafeBytes(of: label) { bytes in
            var text = bytes[...]
            while text.last == UInt8(ascii: " ") { text.removeLast() }
            return String(decoding: text, as: UTF8.self)
        }
    }

    /// Whether the token has been initialized.
    var isInitialized: Bool { flags & CK_FLAGS(CKF_TOKEN_INITIALIZED) != 0 }
}
