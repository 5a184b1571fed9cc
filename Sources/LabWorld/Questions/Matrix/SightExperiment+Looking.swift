import LabCore
import LabKMS
import LabS3
import LabService

extension SightExperiment {
    /// What `viewer` sees of the probe that is kept as `mode` says.
    ///
    /// - Parameter isOverTLS: Whether readers use TLS.
    func look(_ viewer: Viewer, at mode: StorageMode, isOverTLS: Bool) async throws(ServiceError) -> Sight {
        switch viewer {
        case .tap where isOverTLS: Sight(kind: .noise, reason: "the wire: TLS")
        case .tap: .seeing(try await served(mode), planted, "the wire")
        case .disk: .seeing(try stored(mode), planted, "the disk")
        case .operatorInUse: .seeing(try await served(mode), planted, "S3's memory while it answers")
        case .reader: try await read(mode, as: Self.reader)
        case .readerWithDecrypt: try await read(mode, as: Self.readerWithDecrypt)
        case .keyAdministrator: try await read(mode, as: Self.keyAdministrator)
        case .root: await read(mode, in: fork, try ownerCall())
        case .otherAccount: await read(mode, in: fork, try fork.call(as: Caller(.root(stranger)), in: bucket.region))
        case .later: try await readLater(mode)
        }
    }

    /// Another account than the bucket's.
    private var stranger: AccountID {
        AccountID("999988887777").flatMap { $0 == bucket.owner ? nil : $0 } ?? .standard
    }

    /// The bytes that S3 has in hand when it answers a reader who may and who has the key.
    private func served(_ mode: StorageMode) async throws(ServiceError) -> [UInt8] {
        let input = ObjectReadRequest(bucket: bucket.name, key: mode.probeKey, customerKey: usedKey(mode))
        return try await fork.perform(GetObject.self, input, in: try ownerCall()).body.collect()
    }

    private func stored(_ mode: StorageMode) throws(ServiceError) -> [UInt8] {
        let state = fork.world.s3
        let (version, _) = try state.version(nil, of: mode.probeKey, in: bucket.name)
        do throws(BodyFailure) {
            var bytes: [UInt8] = []
            for part in try state.sealedParts(of: version) {
                bytes += try part.bytes.read(at: 0, count: part.bytes.byteCount)
            }
            return bytes
        } catch {
            throw ServiceError(LabError.internalFailure, "\(error)")
        }
    }

    private func read(_ mode: StorageMode, as name: String) async throws(ServiceError) -> Sight {
        let caller = try fork.world.caller(named: "user/\(name)", in: bucket.owner)
        return await read(mode, in: fork, try fork.call(as: caller, in: bucket.region))
    }

    /// In a year. Whoever kept no key of his own has what the lab has.
    private func readLater(_ mode: StorageMode) async throws(ServiceError) -> Sight {
        let later = fork.fork()
        _ = try await later.advanceClock(by: .days(365))
        return await read(mode, in: later, try later.call(as: Caller(.root(bucket.owner)), in: bucket.region))
    }

    /// Reads without a key of one's own, and opens what a client sealed if KMS lets the reader.
    private func read(_ mode: StorageMode, in lab: Lab, _ call: Call) async -> Sight {
        do throws(ServiceError) {
            let input = ObjectReadRequest(bucket: bucket.name, key: mode.probeKey)
            let bytes = try await lab.perform(GetObject.self, input, in: call).body.collect()
            guard mode == .clientKMS else { return .seeing(bytes, planted, "GetObject") }
            return await open(bytes, in: lab, call)
        } catch {
            return .refused(error)
        }
    }

    private func open(_ bytes: [UInt8], in lab: Lab, _ call: Call) async -> Sight {
        guard let envelope = ClientEnvelope(bytes) else { return .seeing(bytes, planted, "GetObject") }
        do throws(ServiceError) {
            let input = Decrypt.Input(ciphertext: envelope.keyBlob, keyID: nil, context: ClientEnvelope.context)
            let key = try await lab.perform(Decrypt.self, input, in: call).plaintext
            return .seeing(envelope.open(key) ?? bytes, planted, "GetObject and Decrypt")
        } catch {
            return Sight(kind: .noise, reason: "GetObject: ciphertext; Decrypt: \(error.code.wireName)")
        }
    }
}
