// swift-tools-version: 6.2
import PackageDescription

/// What every target shares: Swift 6 mode, warnings are errors, the features the next language mode will bring.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

/// A room of the house: a library target with the rooms it may look into.
func room(_ name: String, sees rooms: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: rooms, swiftSettings: settings)
}

/// The tests of a room.
func tests(of name: String, with rooms: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.target(name: name)] + rooms, exclude: exclude, swiftSettings: settings)
}

/// A program to read, under Examples/swift; a product like any executable target.
func example(_ name: String) -> Target {
    .executableTarget(
        name: name, dependencies: ["KMSLab"], path: "Examples/swift/\(name)", swiftSettings: settings)
}

let package = Package(
    name: "kmslab",
    platforms: [.macOS(.v26)],
    products: [
        .executable(name: "kmslab", targets: ["kmslab"]),
        .library(name: "KMSLab", targets: ["KMSLab", "LabClient", "LabTesting"]),
        // For the nested package in Benchmarks alone.
        .library(name: "BenchmarkCases", targets: ["BenchmarkCases"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .systemLibrary(
            name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
        .systemLibrary(name: "CPKCS11"),
        .systemLibrary(name: "CCRC"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        room("LabCore"),
        room("LabCrypto", sees: ["LabCore", "CCRC", "COpenSSL"]),
        room("LabPolicy", sees: ["LabCore"]),
        room("LabService", sees: ["LabCore", "LabCrypto", "LabPolicy"]),
        room("LabKMS", sees: ["LabCore", "LabCrypto", "LabPolicy", "LabService"]),
        room("LabHSM", sees: ["LabCore", "LabCrypto", "LabKMS", "CPKCS11"]),
        room("LabIdentity", sees: ["LabCore", "LabCrypto", "LabPolicy", "LabService"]),
        room("LabS3", sees: ["LabCore", "LabCrypto", "LabPolicy", "LabService"]),
        room("LabSecrets", sees: ["LabCore", "LabCrypto", "LabPolicy", "LabService"]),
        room("LabParameters", sees: ["LabClient", "LabCore", "LabCrypto", "LabPolicy", "LabService"]),
        room("LabVolumes", sees: ["LabCore", "LabCrypto", "LabPolicy", "LabService"]),
        room("LabConfig", sees: ["LabCore", "LabPolicy", "LabService"]),
        room("LabEvents", sees: ["LabCore", "LabPolicy", "LabService"]),
        room("LabTrail", sees: ["CZlib", "LabCore", "LabCrypto", "LabPolicy", "LabService"]),
        room(
            "LabWorld",
            sees: [
                "LabConfig", "LabCore", "LabCrypto", "LabEvents", "LabPolicy", "LabService", "LabIdentity", "LabKMS",
                "LabParameters", "LabS3", "LabSecrets", "LabTrail", "LabVolumes",
                .product(name: "Yams", package: "Yams"),
            ]),
        .target(
            name: "LabCourse", dependencies: ["LabClient", "LabCore", "LabCrypto", "LabKMS", "LabWorld"],
            exclude: ["Labs", "embed.py"],
            swiftSettings: settings),
        room(
            "LabTesting",
            sees: ["LabCore", "LabCrypto", "LabPolicy", "LabService", "LabKMS", "LabTrail", "LabWorld"]),
        room("LabClient", sees: ["LabCore", "LabCrypto"]),
        room("LabWire", sees: ["LabCore", "LabCrypto"]),
        room(
            "LabStore",
            sees: [
                "LabCore", "LabCrypto", "LabPolicy", "LabService", "LabKMS", "LabS3", "LabTrail", "LabWorld",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        room(
            "LabS3REST",
            sees: ["LabCore", "LabCrypto", "LabPolicy", "LabService", "LabS3", "LabWire", "LabWorld"]),
        room(
            "KMSLab",
            sees: [
                "LabClient", "LabCore", "LabCrypto", "LabPolicy", "LabService", "LabIdentity", "LabKMS", "LabS3",
                "LabTrail", "LabWorld",
            ]),
        room("LabMeasure", sees: ["KMSLab", "LabClient", "LabCore"]),
        room(
            "LabServer",
            sees: [
                "LabCore", "LabCrypto", "LabEvents", "LabIdentity", "LabService", "LabS3", "LabS3REST", "LabWire",
                "LabWorld",
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]),
        .executableTarget(
            name: "kmslab",
            dependencies: [
                "LabCore", "LabCrypto", "LabService", "LabKMS", "LabHSM", "LabS3", "LabS3REST", "LabTrail",
                "LabWorld", "LabClient", "LabCourse", "LabMeasure", "LabStore", "LabServer", "LabWire",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "kmslab-crash",
            dependencies: [
                "LabCore", "LabCrypto", "LabService", "LabKMS", "LabS3", "LabTrail", "LabWorld", "LabStore",
            ],
            path: "Tests/Support/CrashHarness", swiftSettings: settings),
        .target(
            name: "BenchmarkCases", dependencies: ["KMSLab", "LabClient", "LabStore"], path: "Benchmarks/Cases",
            swiftSettings: settings),
        .executableTarget(
            name: "kmslab-measure", dependencies: ["BenchmarkCases", "KMSLab"], path: "Benchmarks/Measure",
            swiftSettings: settings),
        .executableTarget(
            name: "kmslab-store-bench",
            dependencies: ["LabCore", "LabCrypto", "LabKMS", "LabS3", "LabService", "LabWorld"],
            path: "Benchmarks/Store", swiftSettings: settings),
        .executableTarget(
            name: "kmslab-trail-bench",
            dependencies: [
                "LabCore", "LabCrypto", "LabService", "LabStore", "LabTrail", "LabWorld",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            path: "Benchmarks/Trail", swiftSettings: settings),
        .executableTarget(
            name: "kmslab-fuzz", dependencies: ["LabCore", "LabCrypto", "LabPolicy", "LabKMS", "LabClient", "LabWire"],
            path: "Tests/Support/Fuzz", exclude: ["Seeds"], swiftSettings: settings),
        example("EnvelopeByHand"), example("ObjectLock"), example("AuditAKey"), example("RotateAndReencrypt"),
        .testTarget(name: "TidyTests", swiftSettings: settings),
        tests(of: "LabCore"),
        tests(of: "LabCrypto", with: ["LabCore"]),
        tests(of: "LabPolicy", with: ["LabCore", "LabTesting"]),
        tests(of: "LabService", with: ["LabCore", "LabTesting"]),
        tests(of: "LabWire", with: ["LabCore", "LabCrypto", "LabService"], exclude: ["Fixtures"]),
        tests(of: "LabClient", with: ["LabCore", "LabCrypto"]),
        tests(
            of: "LabKMS",
            with: ["LabCore", "LabCrypto", "LabPolicy", "LabService", "LabTrail", "LabWorld", "LabTesting"],
            exclude: ["Fixtures"]),
        tests(
            of: "LabTrail",
            with: ["LabCore", "LabCrypto", "LabS3", "LabService", "LabStore", "LabTesting", "LabWorld"]),
        tests(of: "LabHSM", with: ["CPKCS11", "LabCore", "LabCrypto", "LabKMS", "LabTesting"]),
        tests(
            of: "LabIdentity",
            with: ["LabCore", "LabCrypto", "LabPolicy", "LabService", "LabTrail", "LabWorld", "LabTesting"]),
        tests(
            of: "LabWorld",
            with: [
                "LabCore", "LabCrypto", "LabPolicy", "LabService", "LabIdentity", "LabKMS", "LabS3", "LabTrail",
                "LabStore", "LabTesting",
            ]),
        tests(
            of: "LabS3REST",
            with: ["LabCore", "LabCrypto", "LabPolicy", "LabService", "LabS3", "LabWire", "LabWorld", "LabTesting"]),
        tests(
            of: "LabStore",
            with: [
                "LabCore", "LabCrypto", "LabPolicy", "LabService", "LabKMS", "LabS3", "LabTrail", "LabWorld",
                "LabTesting", "kmslab-crash", .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        tests(
            of: "LabServer",
            with: [
                "LabCore", "LabCrypto", "LabIdentity", "LabService", "LabWire", "LabWorld", "LabTesting",
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        tests(of: "LabMeasure", with: ["LabCore", "LabCrypto", "LabTesting"]),
        tests(of: "LabS3", with: ["LabCore", "LabCrypto", "LabPolicy", "LabService", "LabTesting"]),
        tests(of: "LabConfig", with: ["LabCore", "LabPolicy", "LabService", "LabTesting", "LabWorld"]),
        tests(of: "LabEvents", with: ["LabCore", "LabService", "LabTesting", "LabWorld"]),
        tests(
            of: "LabCourse",
            with: ["LabCore", "LabCrypto", "LabKMS", "LabPolicy", "LabTesting", "LabWorld", "kmslab"]),
        .testTarget(
            name: "KeyUsersTests",
            dependencies: [
                "LabCore", "LabCrypto", "LabParameters", "LabSecrets", "LabService",
                "LabTesting",
                "LabVolumes", "LabWorld",
            ],
            swiftSettings: settings),
    ]
)
