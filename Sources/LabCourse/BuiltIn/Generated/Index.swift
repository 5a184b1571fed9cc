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
        "template": [
            "lab.yaml": fileTemplateLabYaml,
            "text.en.md": fileTemplateTextEnMd,
            "text.ja.md": fileTemplateTextJaMd,
        ],
        "worlds": [
            "kumo.yaml": fileWorldsKumoYaml,
        ],
    ]
}
