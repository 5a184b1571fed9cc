import LabCore
import LabService

/// A copy that was sealed and waits for the writer, with the version that it was made of: what is known about the source
/// comes from there too, whatever happened to it meanwhile.
public struct PreparedCopy: Sendable {
    let object: PreparedObject
    let source: ObjectVersion
    let data: ObjectData
}

/// Both ends of a copy.
public struct CopyTarget: Sendable {
    /// What is copied.
    public let source: ObjectTarget
    /// Where to.
    public let destination: ObjectTarget

    /// Whether a copy onto itself would change anything.
    ///
    /// - SeeAlso: `facts/aws-s3.md`, D.5, recorded from AWS
    func isChange(_ input: CopyObject.Input, _ plan: PlannedObject, _ data: ObjectData) -> Bool {
        guard source.bucket.name == destination.bucket.name, source.key == destination.key else { return true }
        if let id = source.version?.id, id != source.newest?.id { return true }
        return input.replacesMetadata || input.headers.properties.storageClass != nil
            || input.headers.properties.websiteRedirectLocation != nil || input.headers.encryption.isExplicit
            || destination.bucket.encryption.isExplicit || plan.encryption.mode != data.encryption.mode
    }
}

extension ObjectTarget {
    /// The source of a copy as a version that has a body.
    ///
    /// - Throws: `NoSuchKey`, `NoSuchVersion`; `InvalidRequest` for a delete marker by its id.
    func existingSource() throws(ServiceError) -> (version: ObjectVersion, data: ObjectData) {
        if requestedID != nil, version?.isDeleteMarker == true { throw S3Error.copyOfMarker }
        return try existing("GET")
    }

    /// Reading the source of a copy.
    func sourceDemands(_ facts: RequestFacts, in call: Call) -> [AccessDemand] {
        let maker = DemandMaker(bucket, facts, in: call)
        return [maker.read(self, versionID: requestedID?.text)] + maker.absence(of: self)
    }
}

extension S3State {
    /// The version that `x-amz-copy-source` names.
    func source(_ header: String, _ facts: RequestFacts, in call: Call) throws(ServiceError) -> ObjectTarget {
        let source = try CopySource(header)
        var local = facts
        // A copy may come from another Region: only the destination has to fit the request's.
        local.signature = .none
        let bucket = try bucket(source.bucket, local, expectedOwner: facts.expectedSourceBucketOwner, in: call)
        return try target(ObjectKey(source.key), versionID: source.versionID, in: bucket)
    }
}

extension PreparedObject {
    /// The same with other tags.
    func replacingTags(_ tags: [S3Tag]) -> PreparedObject {
        PreparedObject(
            body: body, version: version, eTag: eTag, encryption: encryption, checksum: checksum,
            storedChecksum: storedChecksum,
            plan: PlannedObject(
                properties: plan.properties, tags: tags, encryption: plan.encryption, retention: plan.retention,
                isLegalHoldOn: plan.isLegalHoldOn, acl: plan.acl, owner: plan.owner))
    }
}
