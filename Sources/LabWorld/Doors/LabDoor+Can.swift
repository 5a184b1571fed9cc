import LabCore
import LabKMS
import LabPolicy
import LabService

extension LabDoor {
    /// Who may do what to what: every principal, every action, every resource, each asked of the authorizer.
    static let can = LabDoor(
        name: "can", summary: "principals × actions × resources; {\"as\": [], \"actions\": [], \"resources\": []}",
        changesLab: false
    ) { lab, input throws(ServiceError) in
        let input = try DoorInput(input, allowing: "as", "actions", "resources", "region", "context", "via")
        return try lab.matrix(AccessMatrix(input, in: lab.world))
    }
}

/// What a matrix of decisions asks.
private struct AccessMatrix {
    let principals: [String]
    let actions: [String]
    let resources: [String]
    let region: Region
    let context: EncryptionContext
    let origin: RequestOrigin

    private static let standardActions = [
        "kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey", "kms:DisableKey",
        "kms:ScheduleKeyDeletion", "kms:PutKeyPolicy",
    ]

    /// Everybody in the standard account, what matters most about keys, and every key that has a name, where nothing is
    /// said.
    init(_ input: DoorInput, in world: WorldState) throws(ServiceError) {
        region = try input.region() ?? .standard
        principals = try input.strings("as") ?? world.principalNames(of: .standard)
        actions = (try input.strings("actions") ?? Self.standardActions).map(ActionName.canonical)
        resources = try input.strings("resources") ?? world.keyNames(in: region)
        context = try input.encryptionContext()
        let region = region
        let via = try input.string("via").map { $0.contains(".") ? $0 : "\($0).\(region).amazonaws.com" }
        origin = RequestOrigin(viaServices: via.map { [$0] } ?? [])
        guard principals.count * actions.count * resources.count <= LabLimits.matrixCells else {
            throw DoorInput.error("a matrix has \(LabLimits.matrixCells) cells at most: name fewer of everything")
        }
    }
}

extension Lab {
    fileprivate func matrix(_ matrix: AccessMatrix) throws(ServiceError) -> JSONObject {
        var cells: [JSONValue] = []
        for resource in matrix.resources {
            for name in matrix.principals {
                let caller = try world.caller(named: name)
                for action in matrix.actions {
                    let question = AccessQuestion(
                        caller, action, on: resource, in: matrix.region, encryptionContext: matrix.context,
                        origin: matrix.origin)
                    cells.append(Self.cell(name, try answer(question), resource))
                }
            }
        }
        return [
            "principals": .array(matrix.principals.map { .string($0) }),
            "actions": .array(matrix.actions.map { .string($0) }),
            "resources": .array(matrix.resources.map { .string($0) }), "cells": .array(cells),
        ]
    }

    private static func cell(_ principal: String, _ decision: Decision, _ resource: String) -> JSONValue {
        var cell: JSONObject = [
            "principal": .string(principal), "action": .string(decision.request.action),
            "resource": .string(resource), "outcome": .string(decision.outcome.rawValue),
        ]
        cell["stoppedAt"] = decision.stoppedAt.map { .string($0.rawValue) }
        return .object(cell)
    }
}

extension WorldState {
    /// The aliases of the standard account in a Region; keys without one by their ids.
    fileprivate func keyNames(in region: Region) -> [String] {
        kms.keys.all.filter { $0.address.account == .standard && $0.address.region == region }.map { key in
            kms.aliases(pointingTo: key.address).first?.address.name ?? key.address.keyID
        }.sorted()
    }
}
