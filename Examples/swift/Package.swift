// swift-tools-version: 6.2
import PackageDescription

// Copy this folder, change the path below into where kmslab is, and `swift run EnvelopeByHand`. In the checkout itself
// the same four programs are targets of the main package, so that the tests build and run them.
let programs = ["EnvelopeByHand", "ObjectLock", "AuditAKey", "RotateAndReencrypt"]

let package = Package(
    name: "kmslab-examples",
    platforms: [.macOS(.v26)],
    dependencies: [.package(name: "kmslab", path: "../..")],
    targets: programs.map { name in
        .executableTarget(
            name: name, dependencies: [.product(name: "KMSLab", package: "kmslab")], path: name,
            swiftSettings: [.swiftLanguageMode(.v6)])
    }
)
