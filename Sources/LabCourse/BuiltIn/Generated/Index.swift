// swift-format-ignore-file
// Made by embed.py out of Labs/. Change that, and run embed.py.

extension BuiltInLabs {
    /// Every folder with its files.
    static let index: [String: [String: [UInt8]]] = [
        "01-envelope-by-hand": [
            "files/letter.txt": file01EnvelopeByHandFilesLetterTxt,
            "lab.yaml": file01EnvelopeByHandLabYaml,
            "text.en.md": file01EnvelopeByHandTextEnMd,
            "text.ja.md": file01EnvelopeByHandTextJaMd,
        ],
        "03-label": [
            "lab.yaml": file03LabelLabYaml,
            "text.en.md": file03LabelTextEnMd,
            "text.ja.md": file03LabelTextJaMd,
        ],
        "07-rotation": [
            "files/january.csv": file07RotationFilesJanuaryCsv,
            "lab.yaml": file07RotationLabYaml,
            "text.en.md": file07RotationTextEnMd,
            "text.ja.md": file07RotationTextJaMd,
        ],
        "13-two-doors": [
            "files/world.yaml": file13TwoDoorsFilesWorldYaml,
            "lab.yaml": file13TwoDoorsLabYaml,
            "text.en.md": file13TwoDoorsTextEnMd,
            "text.ja.md": file13TwoDoorsTextJaMd,
        ],
        "18-who-sees-plaintext": [
            "files/contract.txt": file18WhoSeesPlaintextFilesContractTxt,
            "lab.yaml": file18WhoSeesPlaintextLabYaml,
            "text.en.md": file18WhoSeesPlaintextTextEnMd,
            "text.ja.md": file18WhoSeesPlaintextTextJaMd,
        ],
        "23-three-locks": [
            "files/2024.csv": file23ThreeLocksFiles2024Csv,
            "files/world.yaml": file23ThreeLocksFilesWorldYaml,
            "lab.yaml": file23ThreeLocksLabYaml,
            "text.en.md": file23ThreeLocksTextEnMd,
            "text.ja.md": file23ThreeLocksTextJaMd,
        ],
        "template": [
            "lab.yaml": fileTemplateLabYaml,
            "text.en.md": fileTemplateTextEnMd,
            "text.ja.md": fileTemplateTextJaMd,
        ],
        "words": [
            "glossary.md": fileWordsGlossaryMd,
        ],
        "worlds": [
            "kumo.yaml": fileWorldsKumoYaml,
        ],
    ]
}
