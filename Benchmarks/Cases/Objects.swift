import KMSLab

/// The object store through the whole pipeline, in memory: the sealed streams.
enum Objects {
    private static let piece = [UInt8](repeating: 7, count: 256 << 10)
    private static let small = [UInt8](repeating: 7, count: 1024)
    private static let bucket = "bench"

    static let cases = [
        putting("PutObject, 16 MiB, SSE-KMS", "aws:kms", piece, times: 64),
        putting("PutObject, 16 MiB, SSE-S3 (its ETag is an MD5)", "AES256", piece, times: 64),
        putting("PutObject, 16 MiB, DSSE-KMS", "aws:kms:dsse", piece, times: 64),
        putting("PutObject, 1 KiB, SSE-KMS", "aws:kms", small, times: 1),
        reading("GetObject, 16 MiB, SSE-KMS", piece, times: 64), reading("GetObject, 1 KiB, SSE-KMS", small, times: 1),
    ]

    private static func putting(_ name: String, _ sse: String, _ piece: [UInt8], times: Int) -> BenchmarkCase {
        BenchmarkCase("objects", name, bytes: piece.count * times) {
            let stage = try await Stage()
            try await stage.makeBucket(bucket)
            return BenchmarkRound { count in
                for _ in 0..<count {
                    try await stage.put("key", in: bucket, RepeatedBody(piece, times: times), sse: sse)
                }
            }
        }
    }

    private static func reading(_ name: String, _ piece: [UInt8], times: Int) -> BenchmarkCase {
        BenchmarkCase("objects", name, bytes: piece.count * times) {
            let stage = try await Stage()
            try await stage.makeBucket(bucket)
            try await stage.put("key", in: bucket, RepeatedBody(piece, times: times), sse: "aws:kms")
            return BenchmarkRound { count in
                for _ in 0..<count { try await stage.read("key", in: bucket) }
            }
        }
    }
}
