import Foundation
public import LabCore
import LabPolicy
import LabService
import LabTrail

extension RecordedEvent {
    /// The decisions as they are kept with the event: each is its explanation, and for a refusal also `request`, with
    /// everything it takes to ask again.
    public var decisionRecords: [JSONValue] {
        decisions.map { decision in
            guard var record = decision.explanation.json.object, !decision.isAllowed, let caller = event.caller,
                let request = RefusedRequest(decision, caller: caller, event: event).json
            else { return decision.explanation.json }
            record["request"] = request
            return .object(record)
        }
    }
}

/// What it takes to ask again what was refused.
struct RefusedRequest: Codable {
    /// A condition key as the request had it.
    struct Condition: Codable {
        let name: String
        let values: [String]
        /// Whether another spelling of the name made it ambiguous.
        let isAmbiguous: Bool?
    }

    let caller: Caller
    let action: String
    let resource: String
    let region: Region
    let sourceIP: String
    let viaServices: [String]
    let conditions: [Condition]

    init(_ decision: Decision, caller: Caller, event: AuditEvent) {
        self.caller = caller
        action = decision.request.action
        resource = decision.request.resource
        region = event.region
        sourceIP = event.origin?.sourceIP ?? ""
        viaServices = event.origin?.viaServices ?? []
        conditions = decision.request.context.entries.map {
            Condition(name: $0.name, values: $0.values, isAmbiguous: $0.isAmbiguous ? true : nil)
        }
    }

    /// As it is kept; `nil` when Foundation cannot write it, which does not happen.
    var json: JSONValue? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).flatMap { try? JSONParser.parse(Array($0)) }
    }

    /// Reads ``json``.
    init?(_ json: JSONValue) {
        guard let request = try? JSONDecoder().decode(Self.self, from: Data(json.compactBytes)) else { return nil }
        self = request
    }
}

extension AccessQuestion {
    /// The question that a refused request asked. What follows from the resource is as it is now, not as it was.
    init(_ request: RefusedRequest) {
        var conditions = ConditionContext()
        var pairs: [EncryptionContext.Pair] = []
        let prefix = "kms:encryptioncontext:"
        for condition in request.conditions {
            let folded = condition.name.lowercased()
            if folded.hasPrefix("aws:resourcetag/") || folded == "kms:resourcealiases" { continue }
            conditions.set(condition.name, condition.values)
            if condition.isAmbiguous == true { conditions.set(condition.name.uppercased(), []) }
            if folded.hasPrefix(prefix), let value = condition.values.first {
                pairs.append((String(condition.name.dropFirst(prefix.count)), value))
            }
        }
        self.init(
            request.caller, request.action, on: request.resource, in: request.region,
            encryptionContext: EncryptionContext(pairs) ?? .empty,
            origin: RequestOrigin(sourceIP: request.sourceIP, viaServices: request.viaServices),
            conditions: conditions)
    }
}
