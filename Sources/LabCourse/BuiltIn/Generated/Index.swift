// swift-format-ignore-file
// Made by embed.py out of Labs/. Change that, and run embed.py.

extension BuiltInLabs {
    /// Every folder with its files.
    static let index: [String: [String: [UInt8]]] = [
        "worlds": [
            "kumo.yaml": fileWorldsKumoYaml,
        ],
    ]
}
