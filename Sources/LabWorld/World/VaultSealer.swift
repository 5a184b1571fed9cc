import LabCore
import LabCrypto
import LabIdentity
import LabKMS

/// Seals the secrets of identities with the lab's vault, so that a home's rows show none.
struct VaultSealer: SecretSealer {
    let vault: KeyVault

    func seal(_ secret: KeyMaterial, name: String, random: any RandomSource) throws(CryptoError) -> [UInt8] {
        try vault.sealSecret(secret, name: name, random: random)
    }

    func open(_ sealed: [UInt8], name: String) throws(CryptoError) -> KeyMaterial {
        try vault.openSecret(sealed, name: name)
    }
}
