import LabCore
import LabKMS

/// The library with the tokens that somebody is logged in to.
struct OpenTokens {
    let module: PKCS11Module
    private var byCluster: [String: (access: HSMAccess, session: PKCS11Session)] = [:]

    init(module: PKCS11Module) {
        self.module = module
    }

    /// The session with a cluster, if it was opened with this password.
    func session(_ access: HSMAccess) -> PKCS11Session? {
        guard let known = byCluster[access.clusterID],
            known.access.password.exposed.utf8.elementsEqual(access.password.exposed.utf8)
        else { return nil }
        return known.session
    }

    /// Keeps a session for the calls to come.
    mutating func keep(_ session: PKCS11Session, _ access: HSMAccess) {
        byCluster[access.clusterID] = (access, session)
    }

    /// Ends the session with a cluster, if there is one.
    mutating func logOut(of clusterID: String) {
        guard let old = byCluster.removeValue(forKey: clusterID) else { return }
        old.session.logOut()
        old.session.close()
    }

    /// The slot of the token of this label; `nil` when there is none.
    func slot(labelled label: String) throws(PKCS11Error) -> UInt? {
        for slot in try module.slots(withToken: true) {
            let token = try module.token(in: slot)
            if token.isInitialized, token.labelText == label { return slot }
        }
        return nil
    }

    /// The slot of a token that nobody has initialized; SoftHSM always has one.
    func freshSlot() throws(PKCS11Error) -> UInt {
        for slot in try module.slots(withToken: false).reversed() {
            if try !module.token(in: slot).isInitialized { return slot }
        }
        throw .noSlot
    }
}

extension SoftHSM {
    /// The session with a cluster, opened and logged in if it is not yet.
    func session(_ access: HSMAccess, _ open: inout OpenTokens) throws(PKCS11Error) -> PKCS11Session {
        if let known = open.session(access) { return known }
        open.logOut(of: access.clusterID)
        // `??` would forget the type of what its right side throws.
        let slot =
            if let known = try open.slot(labelled: access.clusterID) { known } else { try makeToken(access, open) }
        let session = PKCS11Session(module: open.module, handle: try open.module.openSession(in: slot))
        do throws(PKCS11Error) {
            try session.logIn(access.password.exposed)
        } catch {
            session.close()
            throw error
        }
        open.keep(session, access)
        return session
    }

    /// Initializes a fresh token: its label, a security officer's PIN that nobody keeps, the user's PIN.
    private func makeToken(_ access: HSMAccess, _ open: OpenTokens) throws(PKCS11Error) -> UInt {
        let fresh = try open.freshSlot()
        guard let officerPIN = (try? random.bytes(16, for: .secret)).map({ Hex.encode($0) }) else {
            throw .noRandomness
        }
        try open.module.initializeToken(in: fresh, label: access.clusterID, officerPIN: officerPIN)
        // SoftHSM gives an initialized token another slot.
        guard let slot = try open.slot(labelled: access.clusterID) else { throw .noSlot }
        let session = PKCS11Session(module: open.module, handle: try open.module.openSession(in: slot))
        defer { session.close() }
        try session.logIn(officerPIN, as: .securityOfficer)
        defer { session.logOut() }
        try session.setUserPIN(access.password.exposed)
        return slot
    }

    /// A fresh `CKA_ID`.
    func identifier() throws(HSMError) -> [UInt8] {
        do throws(RandomFailure) {
            return try random.bytes(16, for: .identifier)
        } catch {
            throw .failed(error.description)
        }
    }
}
