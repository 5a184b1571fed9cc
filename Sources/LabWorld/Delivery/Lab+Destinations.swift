import LabCore
import LabKMS
import LabPolicy
import LabS3
public import LabService
import LabTrail

extension Lab: TrailDestinations {
    /// Looks at the bucket and asks for its list and for the key's metadata, as CloudTrail does when a trail is made, each
    /// with an event of its own; writing and encrypting is only asked about.
    public func check(
        _ destination: TrailDestination, in call: Call
    ) async throws(TrailDestinationFailure) -> String? {
        guard let bucket = try? world.s3.bucket(named: destination.bucket) else { throw .noBucket }
        try await checkBucket(destination, in: bucket.region, at: call.now)
        guard let keyID = destination.keyID else { return nil }
        return try await checkKey(keyID, for: destination, in: bucket.region, by: call)
    }

    private func checkBucket(
        _ destination: TrailDestination, in region: Region, at now: Timestamp
    ) async throws(TrailDestinationFailure) {
        let key = LogFileName.folder(
            prefix: destination.prefix, account: destination.trail.account, kind: .log, region: region)
        do throws(ServiceError) {
            let call = try trailCall(for: destination.trail, in: region, at: now)
            _ = try await perform(GetBucketAcl.self, BucketRequest(bucket: destination.bucket), in: call)
            let input = TrailFile.put(bucket: destination.bucket, key: key, body: [], metadata: [], encryption: nil)
            try askWhetherAllowed(PutObject.self, input, in: call)
        } catch {
            throw .bucketRefuses
        }
    }

    private func checkKey(
        _ keyID: String, for destination: TrailDestination, in region: Region, by call: Call
    ) async throws(TrailDestinationFailure) -> String {
        let name = keyID.hasPrefix("arn:") ? keyID : Self.keyARN(keyID, account: call.account, region: region)
        do throws(ServiceError) {
            let own = try trailCall(for: destination.trail, in: region, at: call.now)
            let key = try await perform(DescribeKey.self, DescribeKey.Input(keyID: name), in: own).metadata.key
            let arn = key.arn.description
            let context = EncryptionContext([("aws:cloudtrail:arn", destination.trail.description)]) ?? .empty
            let request = DataKeyRequest(keyID: arn, keySpec: .aes256, context: context)
            try askWhetherAllowed(
                GenerateDataKey.self, GenerateDataKey.Input(request), in: own.via("s3.\(region).amazonaws.com"))
            return arn
        } catch {
            throw TrailDestinationFailure(ofKey: error)
        }
    }

    /// The ARN of a key or an alias of the caller's account.
    private static func keyARN(_ keyID: String, account: AccountID, region: Region) -> String {
        let resource = keyID.hasPrefix("alias/") ? keyID : "key/\(keyID)"
        return ARN(service: "kms", region: region.code, account: account.digits, resource: resource).description
    }

    /// Throws what an operation would be refused with, short of performing it. Nothing is recorded.
    private func askWhetherAllowed<O: Operation>(
        _ operation: O.Type, _ input: O.Input, in call: Call
    ) throws(ServiceError) where O.State: WorldSlice {
        let world = world
        let state = O.State.slice(of: world)
        let target = try O.resolve(input, in: call, on: state)
        for demand in O.demands(input, on: target, in: call, state: state) {
            let decision = Authorizer.decide(demand, in: call, world: world)
            guard decision.isAllowed else { throw Authorizer.refusal(decision, service: O.service) }
        }
        try O.check(input, on: target, in: call, state: state)
    }

    /// A call that CloudTrail makes in its own name, for a trail.
    func trailCall(for trail: ARN, in region: Region, at now: Timestamp) throws(ServiceError) -> Call {
        var origin = RequestOrigin(sourceIP: Service.cloudTrail.eventSource, userAgent: Service.cloudTrail.eventSource)
        origin.sourceARN = trail.description
        var call = try self.call(as: .cloudTrail, in: region, from: origin)
        call.now = now
        return call
    }
}

extension Caller {
    /// CloudTrail itself.
    static let cloudTrail = Caller(.service(Service.cloudTrail.eventSource))
}

extension TrailDestinationFailure {
    /// What an error of the key service means for a trail.
    fileprivate init(ofKey error: ServiceError) {
        switch error.code.wireName {
        case "NotFoundException", "InvalidArnException": self = .noKey
        case "DisabledException", "KMSInvalidStateException": self = .keyDisabled
        case "InvalidKeyUsageException": self = .keyUnfit
        default: self = .keyRefuses
        }
    }
}
