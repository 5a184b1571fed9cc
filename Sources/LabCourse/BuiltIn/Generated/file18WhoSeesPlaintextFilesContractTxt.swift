// swift-format-ignore-file
// Made by embed.py out of Labs/18-who-sees-plaintext/files/contract.txt. Change that, and run embed.py.

extension BuiltInLabs {
    static let file18WhoSeesPlaintextFilesContractTxt = text(
###"""
Kumo Bank, contract 2026-17
The vault on the third floor is let to the Sato family for ten years.
The rent is 12 a month, and nobody but the parties shall know it.

"""###)
}
