import LabConfig
import LabCore
import LabEvents
import LabKMS
import LabPolicy
import LabS3
import LabService

/// Looks over a world as Trusted Advisor looks over an account: what is at risk, and the command that sets it right.
struct Advisor {
    let world: WorldState
    private let resources: [ConfigResource]

    init(_ world: WorldState) {
        self.world = world
        resources = world.configResources
    }

    /// Every check, the worst first.
    var checks: [AdvisorCheck] {
        let order: [AdvisorCheck.Status] = [.red, .yellow, .green]
        let all = keyChecks + bucketChecks + trailChecks + [alarm, undelivered]
        return order.flatMap { status in all.filter { $0.status == status } }
    }

    private var keyChecks: [AdvisorCheck] {
        [
            AdvisorCheck("keys about to be deleted", .red, .keyNotPendingDeletion, of: resources) { key in
                "kmslab key cancel-deletion \(key.shortName)\(key.regionOption)"
            },
            openKeys,
            AdvisorCheck("rotation of keys", .yellow, .keyRotation, of: resources) { key in
                "kmslab key rotation on \(key.shortName)\(key.regionOption)"
            },
        ]
    }

    /// Keys whose policy lets everybody in, and no condition says otherwise.
    private var openKeys: AdvisorCheck {
        let open = world.kms.keys.all.filter { $0.manager == .customer && $0.policy.isPublic }
        let findings = open.map { key in
            let resource = world.configResource(
                at: ResourceAddress(
                    account: key.address.account, region: key.address.region, kind: .key, resourceID: key.address.keyID)
            )
            let name = resource?.shortName ?? key.address.keyID
            return AdvisorCheck.Finding(
                resource: resource?.name ?? key.address.keyID, text: "The key policy lets everybody in.",
                action: "kmslab key policy put \(name)\(resource?.regionOption ?? "") '"
                    + DefaultPolicy.text(for: key.address.account) + "'")
        }
        return AdvisorCheck(title: "key policies", severity: .red, findings: findings)
    }

    private var bucketChecks: [AdvisorCheck] {
        let block =
            "BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true"
        let shut: (ConfigResource) -> String = { bucket in
            "aws s3api put-public-access-block --bucket \(bucket.id) \\\n  --public-access-block-configuration \\\n  \(block)"
        }
        return [
            AdvisorCheck("buckets that everybody can read", .red, .bucketNoPublicRead, of: resources, action: shut),
            AdvisorCheck(
                "buckets that everybody can write to", .red, .bucketNoPublicWrite, of: resources, action: shut),
            AdvisorCheck("TLS for buckets", .yellow, .bucketTLSOnly, of: resources) { bucket in
                "kmslab bucket policy \(bucket.id) --set '\(self.policyWithTLS(of: bucket.id))'"
            },
            AdvisorCheck("default encryption under a KMS key", .yellow, .bucketKMSEncryption, of: resources) { bucket in
                "kmslab bucket encryption \(bucket.id) --sse kms --bucket-key"
            },
            AdvisorCheck("customers' keys (SSE-C)", .yellow, .bucketBlocksCustomerKeys, of: resources) { bucket in
                "kmslab bucket encryption \(bucket.id) --block-sse-c"
            },
        ]
    }

    private var trailChecks: [AdvisorCheck] {
        [
            AdvisorCheck("validation of trails", .yellow, .trailValidation, of: resources) { trail in
                "aws cloudtrail update-trail --name \(trail.id)\(trail.regionOption) \\\n  --enable-log-file-validation"
            }
        ]
    }

    /// The bucket's policy with a statement more, that denies requests without TLS.
    private func policyWithTLS(of bucket: String) -> String {
        let arn = "arn:aws:s3:::\(bucket)"
        let deny: JSONValue = [
            "Sid": "TLSOnly", "Effect": "Deny", "Principal": "*", "Action": "s3:*",
            "Resource": [.string(arn), .string("\(arn)/*")],
            "Condition": ["Bool": ["aws:SecureTransport": "false"]],
        ]
        let old = world.s3.buckets[BucketID(bucket)]?.policy?.json.object
        let statements = old?["Statement"].map { $0.array ?? [$0] } ?? []
        var policy = old ?? ["Version": "2012-10-17"]
        policy["Statement"] = .array(statements + [deny])
        return JSONValue.object(policy).prettyText
    }
}

extension Advisor {
    /// Whether anybody is told when a key is switched off or is to be deleted: only where there are keys.
    private var alarm: AdvisorCheck {
        let places = Set(
            world.kms.keys.all.filter { $0.manager == .customer }.map {
                EventRuleAddress(account: $0.address.account, region: $0.address.region, name: "")
            })
        let silent = places.sorted().filter { !isHeard(in: $0) }
        let findings = silent.map { place in
            AdvisorCheck.Finding(
                resource: "\(place.account) \(place.region)", text: "Nobody is told when a key is to be deleted.",
                action: Self.alarmCommands(place))
        }
        return AdvisorCheck(title: "an alarm for keys", severity: .yellow, findings: findings)
    }

    private func isHeard(in place: EventRuleAddress) -> Bool {
        let event = BusEvent(
            id: "00000000-0000-0000-0000-000000000000", detailType: "AWS API Call via CloudTrail", source: "aws.kms",
            account: place.account, time: Timestamp(millisecondsSince1970: 0), region: place.region,
            detail: ["eventSource": "kms.amazonaws.com", "eventName": "ScheduleKeyDeletion"], isSubmitted: true)
        return world.events.rules(of: place.account, in: place.region).contains { rule in
            !rule.targets.isEmpty && rule.takes(event)
        }
    }

    private static func alarmCommands(_ place: EventRuleAddress) -> String {
        let region = place.region == .standard ? "" : " --region \(place.region)"
        let topic = "arn:aws:sns:\(place.region):\(place.account):key-alarm"
        let policy: JSONValue = [
            "Version": "2012-10-17",
            "Statement": [
                [
                    "Effect": "Allow", "Principal": ["Service": "events.amazonaws.com"], "Action": "sns:Publish",
                    "Resource": .string(topic),
                ]
            ],
        ]
        let pattern: JSONValue = [
            "source": ["aws.kms"], "detail": ["eventName": ["ScheduleKeyDeletion", "DisableKey"]],
        ]
        return """
            aws sns create-topic --name key-alarm\(region)
            aws sns set-topic-attributes\(region) --attribute-name Policy \\
              --topic-arn \(topic) \\
              --attribute-value '\(policy.prettyText)'
            aws sns subscribe\(region) --protocol email \\
              --notification-endpoint you@example.com \\
              --topic-arn \(topic)
            aws events put-rule\(region) --name key-alarm \\
              --event-pattern '\(pattern.prettyText)'
            aws events put-targets\(region) --rule key-alarm \\
              --targets Id=1,Arn=\(topic)
            """
    }

    /// Messages that nobody took.
    private var undelivered: AdvisorCheck {
        let failed = world.post.deliveries.all.filter { $0.outcome == .failed }
        let latest = Dictionary(grouping: failed, by: \.endpoint).values.compactMap(\.last)
        let findings = latest.sorted { $0.endpoint < $1.endpoint }.map { delivery in
            AdvisorCheck.Finding(
                resource: delivery.endpoint, text: "A message was not delivered: \(delivery.failure ?? "").",
                action: "kmslab inbox")
        }
        return AdvisorCheck(title: "messages that did not arrive", severity: .yellow, findings: findings)
    }
}

extension ConfigResource {
    /// What a command names a key by.
    fileprivate var shortName: String { name ?? id }

    fileprivate var regionOption: String { region == .standard ? "" : " --region \(region)" }
}

/// The key policy that KMS gives a key when nobody says otherwise.
private enum DefaultPolicy {
    static func text(for account: AccountID) -> String {
        let policy: JSONValue = [
            "Version": "2012-10-17", "Id": "key-default-1",
            "Statement": [
                [
                    "Sid": "Enable IAM User Permissions", "Effect": "Allow",
                    "Principal": ["AWS": .string(account.root.description)], "Action": "kms:*", "Resource": "*",
                ]
            ],
        ]
        return policy.prettyText
    }
}

extension LabDoor {
    /// What is at risk in the world, and what to do about it.
    static let advisor = LabDoor(
        name: "advisor", summary: "what is at risk, and the command that sets it right", changesLab: false
    ) { lab, input throws(ServiceError) in
        _ = try DoorInput(input)
        await lab.rulesCaughtUp()
        let checks = Advisor(lab.world).checks
        let counts = [AdvisorCheck.Status.red, .yellow, .green].map { status in
            (status.rawValue, JSONValue.integer(Int64(checks.count { $0.status == status })))
        }
        return ["checks": .array(checks.map(\.json)), "counts": .object(JSONObject(counts))]
    }
}
