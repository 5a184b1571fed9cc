import LabCore
import LabWire
import Testing

/// A small generator whose seed a failing test prints: xorshift64*.
final class SeededSource: RandomSource, @unchecked Sendable {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    }

    func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_F491_4F6C_DD1D
    }

    func below(_ bound: Int) -> Int { Int(next() >> 33) % max(1, bound) }

    func fill(_ buffer: UnsafeMutableRawBufferPointer, for purpose: RandomPurpose) throws(RandomFailure) {
        for index in buffer.indices { buffer[index] = UInt8(truncatingIfNeeded: next() >> 40) }
    }

    /// `seed` with a few bytes changed, removed, doubled or taken from `marks`.
    func mutated(_ seed: [UInt8], marks: [UInt8]) -> [UInt8] {
        var bytes = seed
        for _ in 0...below(6) {
            let index = below(bytes.count + 1)
            switch below(5) {
            case 0 where index < bytes.count: bytes[index] = UInt8(below(256))
            case 1 where index < bytes.count: bytes.remove(at: index)
            case 2: bytes.insert(marks[below(marks.count)], at: index)
            case 3 where index < bytes.count:
                bytes.insert(contentsOf: bytes[index..<min(index + below(20), bytes.count)], at: index)
            default: bytes = Array(bytes.prefix(index))
            }
        }
        return bytes
    }
}

/// No input makes a parser crash, and what one accepts keeps its promises.
@Suite struct FuzzTests {
    private static let rounds = 1500

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func theXMLReaderSurvives(seed: UInt64) throws {
        let random = SeededSource(seed: seed)
        let document = Array(
            "<?xml version=\"1.0\"?><A b='c' x:d=\"&lt;\"><!-- c --><B>t&#65;</B><![CDATA[x]]><C/></A>".utf8)
        for _ in 0..<Self.rounds {
            let bytes = random.mutated(document, marks: Array("<>&;/!?-[]\"'= \u{0}".utf8))
            guard let root = try? XMLReader.parse(bytes) else { continue }
            #expect(root.name.utf8.count <= XMLLimits.standard.nameBytes)
        }
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func theFormReaderSurvives(seed: UInt64) throws {
        let random = SeededSource(seed: seed)
        let form = Array("Action=A&T.member.1.Key=k&T.member.2.Key=%C3%A4&M.entry.1.key=a&M.entry.1.value=b".utf8)
        for _ in 0..<Self.rounds {
            _ = try? QueryForm.parse(random.mutated(form, marks: Array(".=&%+1".utf8)))
        }
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func theChunkDecoderSurvives(seed: UInt64) throws {
        let random = SeededSource(seed: seed)
        let body = Array("5\r\nhello\r\n6\r\n world\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n".utf8)
        let request = WireRequest(
            method: "PUT", target: "/b/k",
            headers: [
                "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "x-amz-decoded-content-length": "11",
                "x-amz-trailer": "x-amz-checksum-crc32",
            ])
        for _ in 0..<Self.rounds {
            let bytes = random.mutated(body, marks: Array("\r\n;:0f".utf8))
            var decoder = try #require(try AWSChunkedHead.read(request, nil)).makeDecoder()
            var payload: [UInt8] = []
            do {
                for slice in try decoder.decode(bytes) { payload += slice }
                _ = try decoder.finish()
                #expect(payload.count == 11)
            } catch {
                #expect(payload.count <= 11)
            }
        }
    }

    /// A signed request is refused after any change that reaches the canonical request, and never crashes the verifier.
    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func theVerifierSurvives(seed: UInt64) throws {
        let random = SeededSource(seed: seed)
        let golden = GoldenRequests.all
        for _ in 0..<Self.rounds {
            let original = golden.requests[random.below(golden.requests.count)]
            var request = original.request
            let marks = Array("/%=&;,: \n\u{0}".utf8)
            let mutate = { (text: String) in
                String(decoding: random.mutated(Array(text.utf8), marks: marks), as: UTF8.self)
            }
            switch random.below(4) {
            case 0: request.headers["Authorization"] = mutate(request.headers["authorization"] ?? "AWS4-HMAC-SHA256 ")
            case 1: request.headers["X-Amz-Date"] = mutate("20261125T131206Z")
            case 2: request.authority = mutate(request.authority)
            default:
                request = WireRequest(
                    method: request.method, target: mutate(request.target), headers: request.headers,
                    authority: request.authority, body: request.body)
            }
            _ = try? golden.verify(original, changed: request)
            _ = ProtocolDetector.target(of: request)
            _ = ProtocolDetector.region(of: request)
        }
    }

    /// Two different requests never share a signature: what differs after decoding differs in the canonical request.
    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func differentTargetsHaveDifferentSignatures(seed: UInt64) throws {
        let random = SeededSource(seed: seed)
        let base = WireRequest(method: "GET", target: "/b/k?prefix=a&delimiter=%2F", authority: "x")
        let sign = { (request: WireRequest) in
            try Signer().sign(
                request, Documented.credential, region: .standard, service: .s3, at: Documented.now, payload: .unsigned
            ).signature
        }
        let signature = try sign(base)
        for _ in 0..<500 {
            let text = String(
                decoding: random.mutated(Array(base.target.utf8), marks: Array("/%=&+?a".utf8)), as: UTF8.self)
            let request = WireRequest(method: "GET", target: text, authority: "x")
            guard let other = try? sign(request), other == signature else { continue }
            #expect(try PercentEncoding.decodeBytes(request.path) == Array("/b/k".utf8))
            let parameters = try request.query.decoded().map { "\($0.name)=\($0.value)" }.sorted()
            #expect(parameters == ["delimiter=/", "prefix=a"])
        }
    }
}
