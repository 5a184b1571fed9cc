import ArgumentParser
import LabCore
import LabCrypto
import LabS3
import LabService
import LabWorld

/// `kmslab about`
struct About: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "What is real here, what is modelled, and what differs from AWS.")

    @Flag(name: .long, help: "Print JSON instead of text.")
    var json = false

    func run() {
        if json { return print(JSONValue.object(Honesty.json).prettyText) }
        print("kmslab \(Version.text), \(LibCrypto.version)")
        for (title, entries) in Honesty.sections {
            print("")
            print(Style.bold(title))
            for entry in entries { print("  \(entry.topic.padded(to: 22)) \(entry.text)") }
        }
        print("")
        print(Style.bold("operations"))
        print("  \("s3".padded(to: 22)) \(S3Catalogue.names.count): \(S3Catalogue.names.joined(separator: " "))")
        for table in Operations.tables {
            print("  \(table.service.name.padded(to: 22)) \(table.names.count): \(table.names.joined(separator: " "))")
        }
    }
}

/// The honesty table: one line for everything that a person could be mistaken about.
enum Honesty {
    struct Entry {
        let topic: String
        let text: String
    }

    static let sections: [(title: String, entries: [Entry])] = [
        ("real", real), ("modelled", modelled), ("different from AWS", different),
    ]

    static let real = [
        Entry(
            topic: "cryptography",
            text: "OpenSSL's libcrypto: AES-GCM, RSA, elliptic curves, Ed25519, SM2, HMAC, random bytes"),
        Entry(
            topic: "key material at rest", text: "wrapped under the home's root key; bound to key id and material id"),
        Entry(topic: "encryption context", text: "bound as authenticated data, byte by byte; order never matters"),
        Entry(
            topic: "rotation", text: "really new material; old ciphertext opens with its own; nothing is re-encrypted"),
        Entry(topic: "imported material", text: "really unwrapped (OAEP, AES key wrap); only the same bytes come back"),
        Entry(topic: "key states", text: "a disabled or dying key refuses, and says so in AWS's words"),
        Entry(
            topic: "decisions",
            text: "key policies, identity policies, boundaries, sessions, grants: every statement is looked at"),
        Entry(
            topic: "checks of labs",
            text: "experiments on a fork of your own world: what is so counts, never what was typed"),
        Entry(topic: "the trail", text: "one event for every request, refused ones too, on the disk before the answer"),
        Entry(
            topic: "log files",
            text: "trails deliver to a bucket of the lab; digests are chained and signed: `validate-logs` verifies them"
        ),
        Entry(
            topic: "tamper evidence",
            text: "events are hash-chained, the end is sealed under root.key; a digest kept elsewhere binds its owner"),
        Entry(topic: "file format", text: "AWS Encryption SDK message format; AWS's own libraries read and write it"),
        Entry(
            topic: "objects at rest",
            text: "sealed in AES-256-GCM chunks under all four encryptions of S3; nothing is ever stored in the clear"),
        Entry(
            topic: "Object Lock",
            text: "governance, compliance and legal holds on the lab's clock; not even the root user gets past them"),
        Entry(
            topic: "CloudHSM key stores",
            text: "their keys are made and used inside a SoftHSM2 token (PKCS#11) and cannot be read out of it"),
        Entry(topic: "signatures", text: "the server verifies Signature Version 4 on every request"),
        Entry(
            topic: "secrets",
            text: "a data key from KMS for every version, bound to SecretARN and SecretVersionId, opened as the caller"),
        Entry(
            topic: "parameters",
            text: "SecureString: KMS Encrypt (standard) or an Encryption SDK message (advanced), bound to PARAMETER_ARN"
        ),
        Entry(
            topic: "event patterns",
            text: "EventBridge's whole matching language, over every event of the trail, each once and in order"),
        Entry(
            topic: "volumes",
            text: "AES-256-XTS sectors; the data key comes by a grant and stays in the host's memory until detaching"),
    ]

    static let modelled = [
        Entry(topic: "time", text: "the lab's clock can be moved forward; rotations, deletions and expiries fall due"),
        Entry(
            topic: "secret rotation",
            text: "the lab's own rotator makes a password, as whoever turned rotation on; no Lambda function runs"),
        Entry(
            topic: "volumes' host",
            text: "the lab's process: it forgets data keys when it ends, so keep `kmslab serve` running; no EC2 wire"),
        Entry(
            topic: "AWS Config",
            text: "managed rules by AWS's identifiers, and one of the lab's own for SSE-C; they run on every change"),
        Entry(
            topic: "notifications",
            text: "e-mail goes to `kmslab inbox`, HTTP to programs on this machine; nothing else leaves the lab"),
        Entry(topic: "network origin", text: "a request may claim its address and VPC endpoint, on the loopback only"),
        Entry(
            topic: "the service's HSM", text: "there is none: the root key is a file of mode 0600 in the home"),
        Entry(
            topic: "CloudHSM clusters",
            text: "every id is a cluster: a SoftHSM2 token (`apt install softhsm2`) whose PIN is the first password"),
        Entry(
            topic: "external key stores",
            text: "no proxy is called: a key manager in the lab has every key; both layers of encryption are real"),
        Entry(
            topic: "`kmslab bench`",
            text: "calls, bytes and time are measured; round trips, quota and price come from a dated table and say so"),
        Entry(topic: "multi-factor codes", text: "any six digits but 000000, for a device named by convention"),
    ]

    static let different = [
        Entry(topic: "ciphertext blobs", text: "our own documented format; AWS does not publish its own"),
        Entry(
            topic: "sealed files",
            text: "`seal` writes naked AES-GCM in a layout of our own, for learning; `encrypt` is for everyday work"),
        Entry(topic: "sealed bodies", text: "our own documented layout; AWS does not publish its own"),
        Entry(
            topic: "bucket keys",
            text: "a bucket-level key is used for five minutes, a requester; AWS does not say how long its own are"),
        Entry(
            topic: "data events",
            text: "always in the lab's own trail; delivered, as with AWS, by trails that select them, never looked up"),
        Entry(
            topic: "log delivery",
            text: "at the end of each five minutes, of each hour for digests; idle stretches get one digest after a day"
        ),
        Entry(
            topic: "CloudTrail",
            text: "no insights, event data stores, CloudWatch Logs or organizations; SNS topics are kept, not notified"),
        Entry(
            topic: "consistency", text: "changes hold at once; AWS takes up to minutes for policies, grants and tags"),
        Entry(topic: "deletion", text: "at the end of the waiting period exactly; AWS takes up to 24 hours longer"),
        Entry(topic: "AWS managed policies", text: "hold only the actions of the lab's own services"),
        Entry(topic: "Nitro enclaves", text: "Recipient is refused with UnsupportedOperationException"),
        Entry(
            topic: "libcrypto 3.0",
            text: "has no ML-DSA, ML-KEM and Ed25519ph: refused with UnsupportedOperationException"),
        Entry(
            topic: "secrets",
            text: "no replication to other Regions, no LastAccessedDate; NextRotationDate is the end of the window"),
        Entry(
            topic: "parameters",
            text: "String is sealed too, under a key of the service's own; policies but Expiration notify nobody"),
        Entry(
            topic: "volumes", text: "the host's reads and writes are requests with events; with AWS nobody sees them"),
        Entry(
            topic: "buckets",
            text:
                "CORS, logging, acceleration and payer are kept and shown; nothing replicates, nothing is logged to buckets"
        ),
        Entry(
            topic: "AWS Config",
            text: "records while there are rules, without a recorder; findings are read as soon as they are found"),
        Entry(
            topic: "EventBridge, SNS",
            text: "the default bus, topics as targets; subscriptions need no confirming, messages bear no signature"),
        Entry(topic: "federated users", text: "policies see the user who asked for the token"),
        Entry(topic: "request quotas", text: "not imposed: nothing is throttled"),
    ]

    static var json: JSONObject {
        JSONObject(
            sections.map { section in
                let entries = section.entries.map { entry -> JSONValue in
                    ["topic": .string(entry.topic), "text": .string(entry.text)]
                }
                return (section.title, JSONValue.array(entries))
            })
    }
}
