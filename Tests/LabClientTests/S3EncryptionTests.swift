import LabCore
import LabCrypto
import Testing

@testable import LabClient

struct S3EncryptionTests {
    let kms = FakeKMS()
    let context = EncryptionContext.of(("purpose", "test"), ("owner", "me"))

    private func client(
        _ policy: CommitmentPolicy = .requireEncryptRequireDecrypt, key: String = FakeKMS.arn("1"),
        maximumLength: Int = 1 << 20
    ) -> S3EncryptionClient {
        S3EncryptionClient(
            keyID: key, source: kms, policy: policy, maximumLength: maximumLength, random: OpenSSLRandom())
    }

    private func writer(_ format: S3ObjectFormat) -> S3EncryptionClient {
        client(format == .v2 ? .forbidEncryptAllowDecrypt : .requireEncryptRequireDecrypt)
    }

    private func reader() -> S3EncryptionClient { client(.requireEncryptAllowDecrypt) }

    private func seal(_ plaintext: [UInt8], _ sealer: S3ObjectSealer, piece: Int = .max) throws -> [UInt8] {
        var output = MessageBuffer()
        for part in plaintext.pieces(of: piece) {
            try part.withReadableBytes { try sealer.update($0, into: &output) }
        }
        try sealer.finish(into: &output)
        return output.bytes()
    }

    private func open(
        _ body: [UInt8], _ envelope: S3Envelope, _ client: S3EncryptionClient, context: EncryptionContext? = nil,
        piece: Int = .max
    ) async throws(S3EncryptionError) -> [UInt8] {
        var opener = try await client.open(envelope, context: context ?? self.context)
        for part in body.pieces(of: piece) {
            try part.withReadableBytes { part throws(S3EncryptionError) in try opener.update(part) }
        }
        var output = MessageBuffer()
        try opener.finish(into: &output)
        return output.bytes()
    }

    private func refusal<Value>(
        _ body: () async throws(S3EncryptionError) -> Value
    ) async -> S3EncryptionError? {
        do throws(S3EncryptionError) {
            _ = try await body()
            return nil
        } catch {
            return error
        }
    }

    @Test
    func theKnownAnswerIsWritten() throws {
        let dataKey = GeneratedDataKey(
            plaintext: KeyMaterial(copying: Array(0x80...0x9F) as [UInt8]), ciphertext: [1], keyARN: "")
        let sealer = try S3ObjectSealer(
            dataKey, format: .v3, context: .of(("aws:x-amz-cek-alg", "115")), id: Array(0x00...0x1B))
        let body = try seal(Array("hello world, this is S3".utf8), sealer, piece: 5)
        #expect(
            Hex.encode(body) == "84aa7c4553754055b461fb78b625a28b10049a36138ed209d2e638a003cd2b4566d646c783a1a1")
        #expect(sealer.envelope.metadata["x-amz-i"] == "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGw==")
        #expect(sealer.envelope.metadata["x-amz-d"] == "T4N2uTPZ+hx7hZQN5h3QPNaiIWwtT4RvaEO6Nw==")
    }

    @Test(arguments: S3ObjectFormat.allCases)
    func whatIsSealedIsReadBack(_ format: S3ObjectFormat) async throws {
        for length in [0, 1, 15, 16, 17, 5000] {
            let plaintext = [UInt8].pattern(length)
            let sealer = try await writer(format).seal(context: context)
            let body = try seal(plaintext, sealer, piece: 700)
            #expect(body.count == length + S3ObjectSealer.overhead)
            #expect(length < 15 || !body.holds(Array(plaintext.prefix(15))))
            let envelope = try S3Envelope(metadata: sealer.envelope.metadata)
            #expect(envelope == sealer.envelope)
            #expect(try await open(body, envelope, reader(), piece: 333) == plaintext)
        }
    }

    @Test
    func metadataHasExactlyTheNamesOfItsFormat() async throws {
        let v3 = try await writer(.v3).seal(context: context).envelope.metadata
        #expect(Set(v3.keys) == ["x-amz-c", "x-amz-w", "x-amz-3", "x-amz-d", "x-amz-i", "x-amz-t"])
        #expect(v3["x-amz-c"] == "115")
        #expect(v3["x-amz-w"] == "12")
        #expect(v3["x-amz-t"] == #"{"aws:x-amz-cek-alg":"115","owner":"me","purpose":"test"}"#)
        let v2 = try await writer(.v2).seal(context: context).envelope.metadata
        #expect(
            Set(v2.keys) == [
                "x-amz-key-v2", "x-amz-iv", "x-amz-cek-alg", "x-amz-wrap-alg", "x-amz-matdesc", "x-amz-tag-len",
            ])
        #expect(v2["x-amz-wrap-alg"] == "kms+context")
    }

    @Test(arguments: S3ObjectFormat.allCases)
    func anInstructionFileHoldsTheDataKey(_ format: S3ObjectFormat) async throws {
        let sealer = try await writer(format).seal(context: context)
        let body = try seal([1, 2, 3], sealer)
        let split = sealer.envelope.withInstructionFile
        #expect(Set(split.metadata.keys) == (format == .v3 ? ["x-amz-c", "x-amz-d", "x-amz-i"] : []))
        let envelope = try S3Envelope(metadata: split.metadata, instructionFile: split.instructionFile)
        #expect(try await open(body, envelope, reader()) == [1, 2, 3])
        // Swapping the file of another object in changes what is committed to, and is noticed.
        let other = try await writer(format).seal(context: context).envelope.withInstructionFile
        let swapped = try S3Envelope(metadata: split.metadata, instructionFile: other.instructionFile)
        let error = await refusal { () async throws(S3EncryptionError) in try await open(body, swapped, reader()) }
        #expect(error == (format == .v3 ? .commitmentMismatch : .notAuthentic))
    }

    @Test(arguments: S3ObjectFormat.allCases)
    func aFlippedBitAnywhereIsRefused(_ format: S3ObjectFormat) async throws {
        let sealer = try await writer(format).seal(context: context)
        let body = try seal(.pattern(20), sealer)
        for index in body.indices {
            var damaged = body
            damaged[index] ^= 0x40
            for bytes in [damaged, Array(body.prefix(index)), body + [UInt8(index)]] {
                let error = await refusal { () async throws(S3EncryptionError) in
                    try await open(bytes, sealer.envelope, reader())
                }
                #expect(error == .notAuthentic)
            }
        }
    }

    @Test(arguments: S3ObjectFormat.allCases)
    func everyChangedValueIsRefused(_ format: S3ObjectFormat) async throws {
        let sealer = try await writer(format).seal(context: context)
        let body = try seal(.pattern(20), sealer)
        for (name, value) in sealer.envelope.metadata {
            for changed in [value + " ", value + "=", "", String(value.dropLast()), "x", "\u{E9}"] {
                var metadata = sealer.envelope.metadata
                metadata[name] = changed
                // A JSON text with a space behind it is still that JSON text.
                if changed == value + " ", name == "x-amz-t" || name == "x-amz-matdesc" { continue }
                let error = await refusal { () async throws(S3EncryptionError) in
                    try await open(body, try S3Envelope(metadata: metadata), reader())
                }
                #expect(error != nil, "`\(name)` = `\(changed)` went unnoticed")
            }
            var metadata = sealer.envelope.metadata
            metadata[name] = nil
            let error = await refusal { () throws(S3EncryptionError) in try S3Envelope(metadata: metadata) }
            #expect(error == .missing(name: name) || error == .missing(name: "x-amz-3") || error == .mixedFormats)
        }
    }

    @Test
    func formatsAreNotMixed() async throws {
        let v3 = try await writer(.v3).seal().envelope
        let v2 = try await writer(.v2).seal().envelope
        var both = v3.metadata
        both.merge(v2.metadata) { first, _ in first }
        #expect(await refusal { () throws(S3EncryptionError) in try S3Envelope(metadata: both) } == .mixedFormats)
        both["x-amz-3"] = nil
        #expect(await refusal { () throws(S3EncryptionError) in try S3Envelope(metadata: both) } == .mixedFormats)
        #expect(
            await refusal { () throws(S3EncryptionError) in
                try S3Envelope(metadata: v3.metadata.merging(["x-amz-iv": "AAAA"]) { $1 })
            } == .mixedFormats)
        #expect(
            await refusal { () throws(S3EncryptionError) in try S3Envelope(metadata: ["other": "1"]) }
                == .notEncrypted)
    }

    @Test
    func anObjectOfOneFormatIsNotRelabelledAsAnother() async throws {
        // The data key of a format 3 object, moved into format 2's metadata: its bound context says 115.
        let v3 = try await writer(.v3).seal().envelope
        var v2 = try await writer(.v2).seal().envelope.metadata
        v2["x-amz-key-v2"] = v3.metadata["x-amz-3"]
        v2["x-amz-matdesc"] = v3.metadata["x-amz-t"]
        #expect(await refusal { () throws(S3EncryptionError) in try S3Envelope(metadata: v2) } == .algorithmMismatch)
        v2["x-amz-cek-alg"] = "AES/CBC/PKCS5Padding"
        #expect(
            await refusal { () throws(S3EncryptionError) in try S3Envelope(metadata: v2) }
                == .legacy(name: "x-amz-cek-alg", value: "AES/CBC/PKCS5Padding"))
    }

    @Test(arguments: [
        (#"{"x-amz-c":"115"}"#, "x-amz-c"), (#"{"x-amz-d":""}"#, "x-amz-d"), (#"{"x-amz-i":""}"#, "x-amz-i"),
        (#"{"unknown":"1"}"#, "unknown"), (#"{"x-amz-3":1}"#, "x-amz-3"), (#"[]"#, nil), ("", nil),
        (#"{"x-amz-3":"","x-amz-3":""}"#, nil),
    ])
    func aMalformedInstructionFileIsRefused(_ text: String, _ name: String?) async {
        let error = await refusal { () throws(S3EncryptionError) in
            try S3Envelope(metadata: ["x-amz-meta": "1"], instructionFile: Array(text.utf8))
        }
        #expect(error == .malformedInstructionFile(name: name))
    }

    @Test
    func metadataMayBeSpacedAndOrderedInAnyWay() async throws {
        let sealer = try await writer(.v3).seal(context: context)
        let body = try seal([1], sealer)
        var metadata = sealer.envelope.metadata
        metadata["x-amz-t"] = #"{ "purpose" : "test", "aws:x-amz-cek-alg": "115",  "owner": "\u006de" }"#
        #expect(try await open(body, try S3Envelope(metadata: metadata), client()) == [1])
    }

    @Test
    func theContextMustBeExactlyTheObjects() async throws {
        let sealer = try await writer(.v3).seal(context: context)
        let body = try seal([1], sealer)
        for other in [.empty, .of(("purpose", "test")), .of(("purpose", "test"), ("owner", "you"))]
            as [EncryptionContext]
        {
            let error = await refusal { () async throws(S3EncryptionError) in
                try await open(body, sealer.envelope, client(), context: other)
            }
            #expect(error == .contextMismatch)
        }
        #expect(kms.calls.count == 1)
        let reserved = await refusal { () async throws(S3EncryptionError) in
            try await client().seal(context: .of(("aws:x-amz-cek-alg", "115")))
        }
        #expect(reserved == .reservedContextKey("aws:x-amz-cek-alg"))
        let accented = await refusal { () async throws(S3EncryptionError) in
            try await client().seal(context: .of(("é", "1")))
        }
        #expect(accented == .contextNotASCII)
    }

    @Test
    func policyAndKeyDecideWhatIsRead() async throws {
        let v2 = try await writer(.v2).seal(context: context).envelope
        let forbidden = await refusal { () async throws(S3EncryptionError) in
            try await client().open(v2, context: context).finishNothing()
        }
        #expect(forbidden == .formatForbidden(.v2, .requireEncryptRequireDecrypt))
        let writing = await refusal { () async throws(S3EncryptionError) in
            try await client().seal(context: context, format: .v2)
        }
        #expect(writing == .formatForbidden(.v2, .requireEncryptRequireDecrypt))
        let v3 = try await writer(.v3).seal(context: context).envelope
        let other = await refusal { () async throws(S3EncryptionError) in
            try await client(key: FakeKMS.arn("2")).open(v3, context: context).finishNothing()
        }
        guard case .dataKeyUnavailable(.service) = other else {
            Issue.record("another key opened it: \(String(describing: other))")
            return
        }
        kms.set(.answersForAnotherKey)
        let wrong = await refusal { () async throws(S3EncryptionError) in
            try await client().open(v3, context: context).finishNothing()
        }
        #expect(
            wrong
                == .dataKeyUnavailable(
                    .wrongKeyAnswered(expected: FakeKMS.arn("1"), found: FakeKMS.arn("other"))))
    }

    @Test
    func anObjectLongerThanTheLimitIsRefused() async throws {
        let sealer = try await writer(.v3).seal(context: context)
        let body = try seal(.pattern(101), sealer)
        let error = await refusal { () async throws(S3EncryptionError) in
            try await open(body, sealer.envelope, client(maximumLength: 100), piece: 10)
        }
        #expect(error == .tooLong(limit: 100))
        #expect(try await open(body, sealer.envelope, client(maximumLength: 101)) == .pattern(101))
    }

    @Test
    func anIDOfZerosIsNoID() async throws {
        var metadata = try await writer(.v3).seal().envelope.metadata
        metadata["x-amz-i"] = Base64.encode([UInt8](repeating: 0, count: 28))
        #expect(
            await refusal { () throws(S3EncryptionError) in try S3Envelope(metadata: metadata) }
                == .malformed(name: "x-amz-i"))
    }
}

extension S3ObjectOpener {
    /// Lets an opener go that should not have come to be.
    fileprivate consuming func finishNothing() {}
}
