// swift-format-ignore-file
// Made by embed.py out of Labs/template/lab.yaml. Change that, and run embed.py.

extension BuiltInLabs {
    static let fileTemplateLabYaml = text(
###"""
kmslab: "1"
id: 00-template
chapter: life
minutes: "3"
world: kumo
predict:
  - { id: reads, options: ["yes", "no"], truth: "no" }
tasks:
  - id: switch-off
    checks:
      - id: is-off
        state: { call: [kms, DescribeKey], input: { KeyId: alias/ledger }, path: KeyMetadata.KeyState, is: Disabled }
        see: kmslab tree alias/ledger
      - id: others-work
        can: { who: alice, do: "kms:Encrypt", on: alias/med, because: iam }
        already: "true"
solution:
  kmslab:
    - [key, disable, alias/ledger]
  aws:
    - { aws: [kms, describe-key, --key-id, alias/ledger], keep: { key: KeyMetadata.KeyId } }
    - { aws: [kms, disable-key, --key-id, "{key}"] }
also_right:
  - id: carol-does-it
    steps:
      - [key, disable, alias/ledger, --as, carol]
wrong:
  - id: nothing
    steps:
      - [key, list]
    fails: [is-off]
    says: { en: is Enabled, ja: Enabled です }
  - id: locked-alice-out
    steps:
      - [key, disable, alias/ledger]
      - [call, iam.DetachUserPolicy, --input, '{"UserName": "alice", "PolicyArn": "arn:aws:iam::111122223333:policy/UseKeys"}']
    fails: [others-work]
    says: { en: alice may no longer, ja: alice は }

"""###)
}
