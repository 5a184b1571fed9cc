// swift-format-ignore-file
// Made by embed.py out of Labs/23-three-locks/files/2024.csv. Change that, and run embed.py.

extension BuiltInLabs {
    static let file23ThreeLocksFiles2024Csv = text(
###"""
year,income,expense
2024,812,640

"""###)
}
