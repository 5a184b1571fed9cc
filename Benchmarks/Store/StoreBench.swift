import Foundation
import LabCore
import LabCrypto
import LabKMS
import LabS3
import LabService
import LabWorld

/// Measures the object store through the whole pipeline, in memory, as ratios within one run: what issue 5 promises.
///
///     kmslab-store-bench [GIB] [OBJECTS]    the large object's size (default 1), the large bucket's keys (default 200000;
///                                           whole hundreds of thousands, or the trail's share blurs the memory)
@main
struct StoreBench {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst().compactMap { Int($0) }
        let bench = try await Bench()
        // First, while the process has freed nothing that new objects could lie in.
        try await bench.listings(objects: arguments.dropFirst().first ?? 200_000)
        try await bench.sealing()
        try await bench.ranges(gibibytes: arguments.first ?? 1)
    }
}

/// Fixed pieces over and over: a body that costs nothing to make.
private actor RepeatedSource: BodySource {
    private let piece: [UInt8]
    private var left: Int

    init(_ piece: [UInt8], times: Int) {
        self.piece = piece
        left = times
    }

    func next() async throws(ServiceError) -> [UInt8]? {
        guard left > 0 else { return nil }
        left -= 1
        return piece
    }
}

private struct Bench {
    private let lab: Lab
    private let piece = [UInt8](repeating: 7, count: 1 << 18)
    private static let bucket = "bench"
    private static let buckets = [bucket, "small", "large"]
    private static let rounds = 7
    private static let length = 64 << 20

    init() async throws {
        let random = OpenSSLRandom()
        let vault = try KeyVault(rootKey: try KeyMaterial.random(byteCount: 32, from: random))
        lab = Lab(world: WorldState(vault: vault), ambient: Ambient(clock: SystemClock(), random: random))
        for name in Self.buckets {
            _ = try await lab.perform(CreateBucket.self, .init(bucket: name), in: try call())
        }
    }

    private func call() throws -> Call { try lab.call(as: Caller(.root(.standard))) }

    /// The least CPU seconds of a few rounds, after one to warm up.
    private func best(_ rounds: Int = rounds, _ body: () async throws -> Void) async throws -> Double {
        try await body()
        var best = Double.infinity
        for _ in 0..<rounds {
            let start = Self.cpuSeconds
            try await body()
            best = min(best, Self.cpuSeconds - start)
        }
        return best
    }

    private static var cpuSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private func put(
        _ key: String, in bucket: String = bucket, times: Int, sse: String? = nil,
        checksums: ChecksumHeaders = ChecksumHeaders()
    ) async throws {
        let input = PutObject.Input(
            bucket: bucket, key: key, body: RepeatedSource(piece, times: times), contentLength: times * piece.count,
            headers: ObjectHeaders(encryption: EncryptionHeaders(serverSideEncryption: sse)), checksums: checksums)
        _ = try await lab.perform(PutObject.self, input, in: try call())
    }

    // MARK: - Sealing

    func sealing() async throws {
        let times = Self.length / piece.count
        let cipher = try await best { try bareCipher(times) }
        let digest = try await best { bareMD5(times) }
        let kms = try await best { try await put("kms", times: times, sse: "aws:kms") }
        let s3 = try await best { try await put("s3", times: times, sse: "AES256") }
        report("bare AES-256-GCM, 256 KiB pieces", cipher, cipher)
        report("PutObject SSE-KMS (no MD5), 64 MiB", kms, cipher)
        report("bare MD5", digest, digest)
        report("PutObject SSE-S3 (ETag is an MD5), 64 MiB", s3, digest)
        print("  the last one without its cipher, against MD5: \(ratio(digest, s3 - kms))")
    }

    private func report(_ name: String, _ seconds: Double, _ reference: Double) {
        let speed = Double(Self.length) / seconds / 1e9
        print("\(name)  \(String(format: "%.2f", speed)) GB/CPU-s  \(ratio(reference, seconds)) of the reference")
    }

    private func ratio(_ left: Double, _ right: Double) -> String { String(format: "%.2f", left / right) }

    private func bareCipher(_ times: Int) throws {
        let key = try KeyMaterial.random(byteCount: 32, from: lab.ambient.random)
        for number in 0..<times {
            _ = try AESGCM.seal(piece, key: key, nonce: AESGCM.Nonce(counter: UInt64(number)))
        }
    }

    private func bareMD5(_ times: Int) {
        let digester = Digester(.md5)
        for _ in 0..<times { digester.update(piece) }
        _ = digester.finish()
    }

    // MARK: - Ranges

    func ranges(gibibytes: Int) async throws {
        try await put("one", times: 4, sse: "aws:kms")
        try await put("many", times: gibibytes << 12, sse: "aws:kms")
        let whole = try await best { try await read("one", nil) }
        let middle = (gibibytes << 30) / 2 + 12_345
        let range = try await best { try await read("many", "bytes=\(middle)-\(middle + (1 << 20) - 1)") }
        print("1 MiB out of \(gibibytes) GiB against an object of 1 MiB: \(ratio(range, whole)) x the CPU")
    }

    private func read(_ key: String, _ range: String?) async throws {
        let input = ObjectReadRequest(bucket: Self.bucket, key: key, range: range)
        let body = try await lab.perform(GetObject.self, input, in: try call()).body
        var count = 0
        while let piece = try body.next() { count += piece.count }
        precondition(count == 1 << 20)
    }

    // MARK: - Listings and memory

    func listings(objects: Int) async throws {
        try await fill("small", 10_000)
        try await fillTrail()
        let before = Self.residentBytes
        try await fill("large", objects)
        let perObject = (Self.residentBytes - before) / objects
        let small = try await best(50) { try await list("small") }
        let large = try await best(50) { try await list("large") }
        print("a page of 1,000 keys out of \(objects) against one out of 10,000: \(ratio(large, small)) x the CPU")
        print("memory for an object with an empty body: \(perObject) bytes")
    }

    private func fill(_ bucket: String, _ count: Int) async throws {
        for number in 0..<count { try await put("prefix/directory/object-\(number)", in: bucket, times: 0) }
    }

    /// The trail keeps the latest events in memory. It is brought to where it has just dropped the older ones, and is
    /// there again after every further 100,000 requests, so that what grows meanwhile is the objects.
    private func fillTrail() async throws {
        let kept = 100_000
        for _ in 10_000 + Self.buckets.count..<2 * kept {
            try await put("prefix/directory/object-0", in: "small", times: 0)
        }
    }

    private func list(_ bucket: String) async throws {
        let input = ListObjectsV2.Input(ListRequest(bucket: bucket, prefix: "prefix/directory/object-5"))
        _ = try await lab.perform(ListObjectsV2.self, input, in: try call())
    }

    private static var residentBytes: Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        let fields = text.split(separator: " ")
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * 4096 : 0
    }
}
