import Benchmark
import KMSLab

/// The key service in process, against the bare cipher: read the ratio of the medians, never one number alone.
let benchmarks: @Sendable () -> Void = {
    let configuration = Benchmark.Configuration(
        metrics: [.cpuTotal, .wallClock, .throughput], scalingFactor: .kilo, maxDuration: .seconds(3))
    let plaintext = [UInt8](repeating: 7, count: 256)

    Benchmark("bare AES-256-GCM seal, 256 B", configuration: configuration) { benchmark in
        let key = try KeyMaterial.random(byteCount: 32, from: OpenSSLRandom())
        let nonce = AESGCM.Nonce(counter: 1)
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations { blackHole(try AESGCM.seal(plaintext, key: key, nonce: nonce)) }
    }

    Benchmark("Encrypt, 256 B, through the pipeline, event in memory", configuration: configuration) { benchmark in
        let (lab, key) = try await labWithKey()
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations {
            let call = try lab.call(as: root)
            blackHole(try await lab.perform(Encrypt.self, .init(keyID: key, plaintext: plaintext), in: call))
        }
    }

    Benchmark("GenerateDataKey through the pipeline", configuration: configuration) { benchmark in
        let (lab, key) = try await labWithKey()
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations {
            let request = DataKeyRequest(keyID: key, keySpec: .aes256)
            blackHole(try await lab.perform(GenerateDataKey.self, .init(request), in: try lab.call(as: root)))
        }
    }

    Benchmark("decision: default key policy and two identity policies", configuration: configuration) { benchmark in
        for _ in benchmark.scaledIterations {
            blackHole(PolicyEvaluator.decide(Decisions.request, Decisions.small, rules: .kms))
        }
    }

    Benchmark("decision: 50 statements with conditions", configuration: configuration) { benchmark in
        for _ in benchmark.scaledIterations {
            blackHole(PolicyEvaluator.decide(Decisions.request, Decisions.large, rules: .kms))
        }
    }

    Benchmark("snapshot and fork of a world with 10,000 keys", configuration: configuration) { benchmark in
        let (lab, _) = try await labWithKey()
        for _ in 0..<9_999 { _ = try await lab.perform(CreateKey.self, .init(), in: try lab.call(as: root)) }
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations { blackHole(lab.fork()) }
    }
}

private let root = Caller(.root(.standard))

private func labWithKey() async throws -> (Lab, String) {
    let lab = try Lab.inMemory()
    let output = try await lab.perform(CreateKey.self, .init(), in: try lab.call(as: root))
    return (lab, output.metadata.key.address.keyID)
}
