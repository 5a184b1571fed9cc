import LabConfig
import LabCore

/// One thing that the advisor looks at.
struct AdvisorCheck: Sendable {
    /// How bad it is, in Trusted Advisor's colours.
    enum Status: String, Sendable {
        /// Act now.
        case red
        /// Look into it.
        case yellow
        /// All is well.
        case green
    }

    /// Something that is not as it should be.
    struct Finding: Sendable {
        /// What: a key's alias or id, a bucket's name.
        let resource: String
        /// What is wrong with it.
        let text: String
        /// The command that sets it right; may have several lines.
        let action: String
    }

    let title: String
    /// What findings of this check make it.
    let severity: Status
    let findings: [Finding]

    /// What comes out.
    var status: Status { findings.isEmpty ? .green : severity }

    var json: JSONValue {
        let findings = findings.map { finding -> JSONValue in
            [
                "resource": .string(finding.resource), "finding": .string(finding.text),
                "action": .string(finding.action),
            ]
        }
        return ["title": .string(title), "status": .string(status.rawValue), "findings": .array(findings)]
    }
}

extension AdvisorCheck {
    /// A check by a managed rule: its violations among resources, each with what to do about it.
    init(
        _ title: String, _ severity: Status, _ rule: ManagedRule, of resources: [ConfigResource],
        action: (ConfigResource) -> String
    ) {
        self.title = title
        self.severity = severity
        findings = resources.compactMap { resource in
            guard let verdict = rule.verdict(on: resource), verdict.compliance == .nonCompliant else { return nil }
            return Finding(
                resource: resource.name ?? resource.id, text: verdict.annotation ?? "", action: action(resource))
        }
    }
}
