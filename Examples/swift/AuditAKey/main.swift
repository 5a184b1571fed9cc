// Audit a key: who used it, for what, and who tried and was refused.
//
//     swift run AuditAKey
//
// Every request leaves exactly one event, refused ones too. With the encryption context in it, the trail can tell which
// document was opened, although the key service never saw one.

import KMSLab

let lab = try Lab.inMemory()
let created = try await lab.perform(CreateKey.self, .init(description: "payroll"), in: try lab.call(as: .root))
let key = created.metadata.key

// Two colleagues. Alice may use every key of the account; Bob has no policy at all.
for name in ["alice", "bob"] {
    _ = try await lab.perform(CreateUser.self, .init(name), in: try lab.call(as: .root))
}
let policy = """
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["kms:Encrypt", "kms:Decrypt"],
     "Resource": "\(key.arn)"}]}
    """
_ = try await lab.perform(
    PutUserPolicy.self, .init("alice", "payroll", document: policy), in: try lab.call(as: .root))
let alice = try lab.world.caller(named: "alice")
let bob = try lab.world.caller(named: "bob")

/// A context that says which document it is about.
func about(_ document: String) -> EncryptionContext { EncryptionContext([(key: "doc", value: document)]) ?? .empty }

/// Tries to decrypt; whether it works is what the audit is to find out.
func attempt(_ ciphertext: [UInt8], _ document: String, as caller: Caller) async throws {
    let input = Decrypt.Input(ciphertext: ciphertext, context: about(document))
    _ = try? await lab.perform(Decrypt.self, input, in: try lab.call(as: caller))
}

// A day at work: Alice writes two documents and reads one, Bob tries both, and one under a wrong name.
var sealed: [String: [UInt8]] = [:]
for document in ["march", "april"] {
    let input = Encrypt.Input(
        keyID: key.address.keyID, plaintext: Array("salaries of \(document)".utf8), context: about(document))
    sealed[document] = try await lab.perform(Encrypt.self, input, in: try lab.call(as: alice)).ciphertext
}
_ = try await lab.advanceClock(by: .hours(8))
try await attempt(sealed["march"] ?? [], "march", as: alice)
try await attempt(sealed["march"] ?? [], "march", as: bob)
try await attempt(sealed["april"] ?? [], "march", as: alice)

// The audit. Events are CloudTrail records; here we read them as values.
print("who                             did        to      and was")
for event in lab.latestEvents(100) where event.service == .kms && event.name != "CreateKey" {
    let who = event.caller?.principal.policyARN ?? "the service"
    let document = event.detail.requestParameters?["encryptionContext"]?["doc"]?.string ?? "-"
    let columns = [(who, 31), (event.name, 10), (document, 7)].map {
        $0 + String(repeating: " ", count: max(0, $1 - $0.count))
    }
    print(columns.joined(separator: " ") + " " + (event.error.map { "refused: \($0.code)" } ?? "allowed"))
}

// The last use, as `GetKeyLastUsage` has it: what one looks at before a key is scheduled for deletion.
let usage = try await lab.perform(
    GetKeyLastUsage.self, .init(keyID: key.address.keyID), in: try lab.call(as: .root))
print("last use: \(usage.json["KeyLastUsage"]?["Operation"]?.string ?? "none")")

// One event in full: what an auditor's tools would get.
if let refusal = lab.latestEvents(100).last(where: { $0.error != nil }) {
    print(JSONValue.object(refusal.cloudTrailRecord).prettyText)
}
