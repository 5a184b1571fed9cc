import LabCore
import LabKMS
import LabPolicy
import LabService
import LabTrail
import Synchronization

extension LabDoor {
    /// Why something was allowed or refused: the last decision, an event's, or the answer to a question.
    static let why = LabDoor(
        name: "why", summary: "the last decision; {\"event\": \"<id>\"} another, {\"action\": …} asks",
        changesLab: false
    ) { lab, input throws(ServiceError) in
        let input = try DoorInput(input, allowing: ["event"] + AccessQuestion.members)
        guard try input.string("action") != nil else { return try lab.explainEvent(try input.string("event")) }
        return try lab.explain(AccessQuestion(input, in: lab.world))
    }

    /// Makes a suggested change on a fork, and asks again.
    static let `try` = LabDoor(
        name: "try", summary: "a suggestion of `why`, tried on a fork; {\"suggestion\": \"a\"}", changesLab: false
    ) { lab, input throws(ServiceError) in
        let input = try DoorInput(input, allowing: ["suggestion", "event"] + AccessQuestion.members)
        guard let letter = try input.string("suggestion") else {
            throw DoorInput.error("`suggestion` has to be given, such as `a`")
        }
        let isQuestion = try input.string("action") != nil
        let question =
            isQuestion ? try AccessQuestion(input, in: lab.world) : try lab.refusedQuestion(try input.string("event"))
        return lab.json(try await lab.try(letter, for: question))
    }
}

extension Lab {
    /// The answer to a question, explained.
    func explain(_ question: AccessQuestion) throws(ServiceError) -> JSONObject {
        let decision = try answer(question)
        var answer: JSONObject = [
            "asked": .object(facts(of: question)), "decisions": [decision.explanation.json],
            "names": .object(names([decision.request.resource])), "suggestions": suggestions(decision),
        ]
        answer["stoppedAt"] = decision.stoppedAt.map { .string($0.rawValue) }
        return answer
    }

    /// What was decided for an event; for `nil` the latest that was decided about. A refusal is asked about again, in the
    /// world as it stands: what would turn it is about now.
    func explainEvent(_ eventID: String?) throws(ServiceError) -> JSONObject {
        let (record, decisions) = try explainedEvent(eventID)
        var answer: JSONObject = ["event": .object(record), "decisions": .array(decisions)]
        answer["names"] = .object(names(decisions.compactMap { $0["resource"]?.string }))
        guard let request = decisions.last?["request"].flatMap(RefusedRequest.init) else { return answer }
        let question = AccessQuestion(request)
        answer["asked"] = .object(facts(of: question))
        do throws(ServiceError) {
            let now = try self.answer(question)
            answer["now"] = .string(now.outcome.rawValue)
            answer["suggestions"] = suggestions(now)
        } catch {
            // The key may have gone since; the decision of then stands without an answer for now.
            answer["now"] = .string(error.code.wireName)
        }
        return answer
    }

    /// The question that an event's refused request asked.
    ///
    /// - Throws: `NothingRefused` for an event without a refusal.
    func refusedQuestion(_ eventID: String?) throws(ServiceError) -> AccessQuestion {
        let (_, decisions) = try explainedEvent(eventID)
        guard let request = decisions.last?["request"].flatMap(RefusedRequest.init) else {
            throw ServiceError(
                ServiceError.Code("NothingRefused", 409), "no policy refused this request",
                hint: "`kmslab try LETTER --event ID` takes another event, `--as WHO ACTION RESOURCE` a question")
        }
        return AccessQuestion(request)
    }

    private func explainedEvent(_ eventID: String?) throws(ServiceError) -> (JSONObject, [JSONValue]) {
        if let recent = recentEvent(eventID) { return (recent.event.cloudTrailRecord, recent.decisionRecords) }
        let event = eventID.flatMap { id in cell.writer.withLock { $0.trail.event(withID: id) } }
        if let event { return (event.cloudTrailRecord, []) }
        do throws(StoreFailure) {
            if let found = try archive?.explainedRecord(eventID) { return (found.record, found.decisions.array ?? []) }
        } catch {
            throw LabError.notRead(error)
        }
        throw ServiceError(
            ServiceError.Code("NoSuchEvent", 404),
            eventID.map { "there is no event `\($0)`" } ?? "nothing has been decided yet",
            hint: "`kmslab trail --json` shows the events with their ids")
    }

    private func recentEvent(_ eventID: String?) -> RecordedEvent? {
        cell.writer.withLock { writer in
            eventID.map { writer.decisions.event(withID: $0) } ?? writer.decisions.last
        }
    }
}

extension Lab {
    private func suggestions(_ decision: Decision) -> JSONValue {
        let suggestions = decision.suggestions().enumerated().map { index, suggestion -> JSONValue in
            [
                "letter": .string(Letters.text(index)), "title": .string(suggestion.title),
                "power": .string("\(suggestion.power)"),
            ]
        }
        return .array(suggestions)
    }

    /// How a question is asked, for people: what the explanation itself does not say.
    private func facts(of question: AccessQuestion) -> JSONObject {
        let context = question.encryptionContext.pairs.map { ($0.key, JSONValue.string($0.value)) }
        var facts: JSONObject = [
            "principal": .string(question.caller.principal.arn), "action": .string(question.action),
            "resource": .string(question.resource), "region": .string(question.region.code),
            "context": .object(JSONObject(context)),
        ]
        facts["via"] = question.origin.viaServices.last.map { .string($0) }
        facts["sourceIP"] = .string(question.origin.sourceIP)
        return facts
    }

    /// The aliases of keys, by ARN: what a person calls them.
    private func names(_ arns: [String]) -> JSONObject {
        let world = world
        return JSONObject(
            arns.compactMap { text in
                guard let key = world.kms.address(of: text) else { return nil }
                return world.kms.aliases(pointingTo: key).first.map { (text, .string($0.address.name)) }
            })
    }

    fileprivate func json(_ tried: TriedSuggestion) -> JSONObject {
        [
            "suggestion": [
                "letter": .string(tried.letter), "title": .string(tried.suggestion.title),
                "power": .string("\(tried.suggestion.power)"),
            ],
            "steps": .array(tried.steps.map(\.json)), "before": tried.before.explanation.json,
            "after": tried.after.explanation.json, "names": .object(names([tried.before.request.resource])),
        ]
    }
}
