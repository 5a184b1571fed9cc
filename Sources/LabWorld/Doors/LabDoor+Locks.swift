import LabCore
import LabS3
import LabService

extension LabDoor {
    /// The lock calendar of an object: every version with what protects it, who could delete it now, and whether it can
    /// still be read. Both are found out by trying, on forks.
    static let locks = LabDoor(
        name: "locks", summary: "what protects the versions of an object; {\"object\": \"BUCKET/KEY\"}",
        changesLab: false
    ) { lab, input throws(ServiceError) in
        guard let text = try DoorInput(input, allowing: "object").string("object") else {
            throw DoorInput.error("`object` has to be given")
        }
        return try await LockCalendar(try ObjectAddress(text), in: lab).json
    }
}

/// The versions of an object on a calendar.
private struct LockCalendar {
    private let address: ObjectAddress
    private let lab: Lab
    private let bucket: Bucket
    private let versions: [ObjectVersion]
    private let people: [String]

    /// How many versions are tried; the rest would take too long.
    private static let mostVersions = 100
    private static let mostPeople = 20

    init(_ address: ObjectAddress, in lab: Lab) throws(ServiceError) {
        self.address = address
        self.lab = lab
        let world = lab.world
        bucket = try world.s3.bucket(named: address.bucket)
        versions = Array(try world.s3.versions(of: address.key, in: address.bucket).prefix(Self.mostVersions))
        people = Array(world.principalNames(of: bucket.owner).prefix(Self.mostPeople))
    }

    var json: JSONObject {
        get async throws(ServiceError) {
            var rows: [JSONValue] = []
            for (index, version) in versions.enumerated() { rows.append(try await row(version, isLatest: index == 0)) }
            return [
                "now": .string(lab.now.iso8601), "bucket": .string(address.bucket), "key": .string(address.key),
                "lock": .bool(bucket.objectLock != nil), "versions": .array(rows),
            ]
        }
    }

    private func row(_ version: ObjectVersion, isLatest: Bool) async throws(ServiceError) -> JSONValue {
        var row: JSONObject = [
            "versionId": .string(version.versionID.text), "isLatest": .bool(isLatest),
            "isDeleteMarker": .bool(version.isDeleteMarker), "lastModified": .string(version.lastModified.iso8601),
        ]
        if let data = version.data {
            row["size"] = .integer(Int64(data.byteCount))
            row["hold"] = .bool(data.isLegalHoldOn == true)
            if let retention = data.retention {
                row["mode"] = .string(retention.mode.rawValue)
                row["retainUntil"] = .string(retention.retainUntil.iso8601)
                row["isActive"] = .bool(retention.isActive(at: lab.now))
            }
            row["readable"] = .string(try await reading(version))
        }
        row["deletableBy"] = .array(try await deleters(of: version).map(JSONValue.string))
        return .object(row)
    }

    /// Who could delete the version for good now; `+bypass` where it takes that header.
    private func deleters(of version: ObjectVersion) async throws(ServiceError) -> [String] {
        var found: [String] = []
        for name in people {
            if try await canDelete(version, as: name, bypass: nil) {
                found.append(name)
            } else if bucket.objectLock != nil, try await canDelete(version, as: name, bypass: true) {
                found.append("\(name)+bypass")
            }
        }
        return found
    }

    private func canDelete(
        _ version: ObjectVersion, as name: String, bypass: Bool?
    ) async throws(ServiceError) -> Bool {
        let input = DeleteObject.Input(
            bucket: address.bucket, key: address.key, versionID: version.versionID.text,
            bypassGovernanceRetention: bypass)
        let fork = lab.fork()
        let call = try fork.call(as: try lab.world.caller(named: name, in: bucket.owner), in: bucket.region)
        return await refusal { () async throws(ServiceError) in
            _ = try await fork.perform(DeleteObject.self, input, in: call)
        } == nil
    }

    /// `yes`, or the error that the account's root user gets: a lock does not keep the key.
    private func reading(_ version: ObjectVersion) async throws(ServiceError) -> String {
        let input = ObjectReadRequest(
            bucket: address.bucket, key: address.key, versionID: version.versionID.text)
        let fork = lab.fork()
        let call = try fork.call(as: Caller(.root(bucket.owner)), in: bucket.region)
        let error = await refusal { () async throws(ServiceError) in
            _ = try await fork.perform(GetObject.self, input, in: call)
        }
        return error.map { $0.code.wireName } ?? "yes"
    }

    private func refusal(_ body: () async throws(ServiceError) -> Void) async -> ServiceError? {
        do throws(ServiceError) {
            try await body()
            return nil
        } catch {
            return error
        }
    }
}
