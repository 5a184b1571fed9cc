import LabCore
import LabIdentity
import LabPolicy
import LabS3
import LabService

/// A step that was made, and who made it; `nil` for what nobody has to make.
struct MadeStep: Sendable {
    let step: SuggestedStep
    let author: String?

    /// As doors show it.
    var json: JSONValue {
        guard let author, var json = step.json.object else { return step.json }
        json["by"] = .string(author)
        return .object(json)
    }
}

/// A suggestion that was tried.
struct TriedSuggestion: Sendable {
    let letter: String
    let suggestion: Suggestion
    let steps: [MadeStep]
    let before: Decision
    let after: Decision
}

extension Lab {
    /// Makes a suggested change on a fork of the lab and asks again. The lab itself stays as it is.
    ///
    /// Every change passes the pipeline like any other, made by whoever may make it: the account's root user, or else the
    /// first of its users and roles.
    ///
    /// - Parameter letter: `a` for the first suggestion, and so on.
    /// - Throws: `NoSuchSuggestion`, `SuggestionRefused`, or the error of the operation that makes the change.
    func `try`(_ letter: String, for question: AccessQuestion) async throws(ServiceError) -> TriedSuggestion {
        let before = try answer(question)
        let suggestions = before.suggestions()
        guard let index = Letters.index(of: letter), suggestions.indices.contains(index) else {
            throw Self.noSuggestion(letter, before, count: suggestions.count)
        }
        let fork = fork()
        var question = question
        var steps: [MadeStep] = []
        for change in suggestions[index].changes {
            let step = try change.step(for: before, question)
            steps.append(MadeStep(step: step, author: try await fork.make(step, &question)))
        }
        return TriedSuggestion(
            letter: letter, suggestion: suggestions[index], steps: steps, before: before,
            after: try fork.answer(question))
    }

    private static func noSuggestion(_ letter: String, _ decision: Decision, count: Int) -> ServiceError {
        let reason =
            switch (decision.isAllowed, count) {
            case (true, _): "it is allowed as the world stands now"
            case (false, 0): "there is nothing to suggest"
            case (false, _): "there are \(Letters.text(0)) to \(Letters.text(count - 1))"
            }
        return ServiceError(
            ServiceError.Code("NoSuchSuggestion", 404), "there is no suggestion `\(letter)`: \(reason)",
            hint: "`kmslab why` lists what can be tried")
    }

    /// Makes a step on this lab, which must be a fork, and says who did.
    private func make(_ step: SuggestedStep, _ question: inout AccessQuestion) async throws(ServiceError) -> String? {
        switch step {
        case .ask(let key, let value): question.ask(key, value)
        case .call(let service, let name, let input, let account):
            return try await perform(service, name, input, byAnybodyIn: account, region: question.region).author
        case .bucketPolicy(let bucket, let text, let account):
            return try await byAnybody(in: account, region: question.region) { call throws(ServiceError) in
                try await self.setPolicy(text, of: bucket, in: call)
            }.author
        case .sessionPolicy(let index, let text): question.caller.replaceSessionPolicy(index, text, in: world)
        case .organization(let account, let layer, let level, let document, let text):
            try await editOrganization(of: account, layer, level, document, text)
        }
        return nil
    }

    private func setPolicy(_ text: String?, of bucket: String, in call: Call) async throws(ServiceError) {
        if let text {
            _ = try await perform(PutBucketPolicy.self, PutBucketPolicy.Input(bucket: bucket, policy: text), in: call)
        } else {
            _ = try await perform(DeleteBucketPolicy.self, BucketRequest(bucket: bucket), in: call)
        }
    }

    private func editOrganization(
        of account: AccountID, _ layer: Layer, _ level: Int, _ document: Int, _ text: String?
    ) async throws(ServiceError) {
        try await commit { writer throws(ServiceError) in
            if let record = writer.head.identity.organizations[AccountRowID(account)] {
                let edited = record.replacing(layer, level, document, with: text)
                writer.head.identity.organizations.put(edited)
            }
            return ((), Commit(changes: writer.head.drainChanges()))
        }
    }
}

/// Letters for the places in a list.
enum Letters {
    private static let all = Array("abcdefghijklmnopqrstuvwxyz")

    /// The letter of a place; numbers after `z`.
    static func text(_ index: Int) -> String { index < all.count ? String(all[index]) : String(index + 1) }

    /// The place of a letter.
    static func index(of text: String) -> Int? {
        guard let letter = text.lowercased().first, text.count == 1, let index = all.firstIndex(of: letter) else {
            return Int(text).map { $0 - 1 }
        }
        return index
    }
}

extension Caller {
    /// Puts another session policy in the place of one, or takes it away.
    fileprivate mutating func replaceSessionPolicy(_ index: Int, _ text: String?, in world: WorldState) {
        var texts = world.identity.policies(of: self).session.map(\.document.text)
        guard texts.indices.contains(index) else { return }
        if let text { texts[index] = text } else { texts.remove(at: index) }
        sessionPolicies = texts
        // The session's own record would be asked otherwise.
        accessKeyID = nil
    }
}

extension OrganizationRecord {
    fileprivate func replacing(_ layer: Layer, _ level: Int, _ document: Int, with text: String?) -> OrganizationRecord
    {
        let isService = layer == .serviceControl
        let kind: PolicyKind = isService ? .serviceControl : .resourceControl
        var levels = isService ? serviceControl : resourceControl
        guard levels.indices.contains(level), levels[level].policies.indices.contains(document) else { return self }
        var policies = levels[level].policies
        if let text, let parsed = try? PolicyDocument(parsing: text, kind: kind) {
            policies[document] = InlinePolicy(name: policies[document].name, document: parsed)
        } else {
            policies.remove(at: document)
        }
        levels[level] = Level(name: levels[level].name, policies: policies)
        return OrganizationRecord(
            account: account, isManagement: isManagement, serviceControl: isService ? levels : serviceControl,
            resourceControl: isService ? resourceControl : levels)
    }
}
