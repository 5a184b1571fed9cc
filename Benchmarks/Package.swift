// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that nobody who builds kmslab builds the benchmark library too.
let package = Package(
    name: "kmslab-benchmarks",
    platforms: [.macOS(.v26)],
    dependencies: [
        // `name` is needed: without it the package's identity would be the checkout directory's name.
        .package(name: "kmslab", path: "../"),
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
    ],
    targets: [
        .executableTarget(
            name: "InProcess",
            dependencies: [
                .product(name: "BenchmarkCases", package: "kmslab"),
                .product(name: "Benchmark", package: "benchmark"),
            ],
            path: "InProcess",
            swiftSettings: [.swiftLanguageMode(.v6)],
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
    ]
)
