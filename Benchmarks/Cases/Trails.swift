import KMSLab

/// Appending to the trail, and looking something up in what is in memory.
enum Trails {
    /// As many as a busy day of a lab; all of them stay in memory.
    private static let events = 50_000
    /// Every so manyth event is about the key that is looked for.
    private static let rarity = 1000

    static let cases = [
        BenchmarkCase("trail", "append an event in memory") {
            let event = try await anEvent()
            return BenchmarkRound { count in
                var log = EventLog()
                for _ in 0..<count { log.append(event) }
                consume(log)
            }
        },
        BenchmarkCase("trail", "an event as CloudTrail's JSON") {
            let event = try await anEvent()
            return BenchmarkRound { count in
                for _ in 0..<count { consume(JSONValue.object(event.cloudTrailRecord).compactBytes) }
            }
        },
        lookUp("LookupEvents, the latest 50") { _ in [:] },
        lookUp("LookupEvents by a resource of every 1,000th event") { keyARN in
            ["LookupAttributes": [["AttributeKey": "ResourceName", "AttributeValue": .string(keyARN)]]]
        },
        lookUp("LookupEvents by a name that no event has") { _ in
            ["LookupAttributes": [["AttributeKey": "EventName", "AttributeValue": "ScheduleKeyDeletion"]]]
        },
    ]

    private static func anEvent() async throws -> AuditEvent {
        let stage = try await Stage()
        guard let event = stage.lab.latestEvents(1).first else { preconditionFailure("CreateKey leaves an event") }
        return event
    }

    private static func lookUp(
        _ name: String, input: @escaping @Sendable (_ keyARN: String) -> JSONObject
    ) -> BenchmarkCase {
        BenchmarkCase("trail", "\(name), of \(events)") {
            let stage = try await Stage()
            let rare = try await Stage(lab: stage.lab)
            for number in 0..<events {
                let keyID = number % rarity == 0 ? rare.keyID : stage.keyID
                let input = Encrypt.Input(keyID: keyID, plaintext: [1])
                _ = try await stage.lab.perform(Encrypt.self, input, in: try stage.lab.call(as: .root))
            }
            let input = input(rare.keyARN)
            return BenchmarkRound { count in
                for _ in 0..<count { consume(try await stage.call("cloudtrail", "LookupEvents", input)) }
            }
        }
    }
}
