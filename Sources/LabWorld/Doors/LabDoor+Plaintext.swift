import LabCore
import LabService

extension LabDoor {
    /// Who sees the plaintext of a bucket's objects: every way of keeping one, everybody who might look, each found out by
    /// trying on a fork.
    static let plaintext = LabDoor(
        name: "plaintext", summary: "who sees plaintext, tried on a fork; {\"bucket\": \"NAME\", \"http\": false}",
        changesLab: false
    ) { lab, input throws(ServiceError) in
        let input = try DoorInput(input, allowing: "bucket", "http")
        guard let bucket = try input.string("bucket") else { throw DoorInput.error("`bucket` has to be given") }
        let isOverTLS = try input.bool("http") != true
        let experiment = try await SightExperiment(bucket: bucket, of: lab)
        var rows: [JSONValue] = []
        for mode in StorageMode.allCases { rows.append(try await experiment.row(mode, isOverTLS: isOverTLS)) }
        let viewers = Viewer.allCases.map { viewer -> JSONValue in
            ["id": .string(viewer.rawValue), "title": .string(viewer.title)]
        }
        return [
            "bucket": .string(bucket), "tls": .bool(isOverTLS), "key": .string(experiment.keyID),
            "blocksCustomerKeys": .bool(experiment.blocksCustomerKeys), "viewers": .array(viewers),
            "rows": .array(rows),
        ]
    }
}

extension SightExperiment {
    fileprivate func row(_ mode: StorageMode, isOverTLS: Bool) async throws(ServiceError) -> JSONValue {
        var cells: JSONObject = [:]
        for viewer in Viewer.allCases {
            let sight = try await look(viewer, at: mode, isOverTLS: isOverTLS)
            cells[viewer.rawValue] = ["sees": .string(sight.kind.rawValue), "why": .string(sight.reason)]
        }
        return ["id": .string(mode.rawValue), "title": .string(mode.title), "cells": .object(cells)]
    }
}
