// swift-format-ignore-file
// Made by embed.py out of Labs/13-two-doors/lab.yaml. Change that, and run embed.py.

extension BuiltInLabs {
    static let file13TwoDoorsLabYaml = text(
###"""
kmslab: "1"
id: 13-two-doors
chapter: who
minutes: "15"
exam: [scs-4.2, scs-5.2, dva-2.2]
seed: [S20, S21]
after: [01-envelope-by-hand]
world: files/world.yaml
facts:
  vault: { pick: ["arn:aws:kms:us-east-1:111122223333:key/b0a7c5d2-41e3-4f78-9a66-20d1f3e8c914"] }
  root: { pick: ['{"Sid": "RootKeepsTheKey", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": ["kms:Describe*", "kms:Get*", "kms:List*", "kms:Put*", "kms:Enable*", "kms:Disable*"], "Resource": "*", "Condition": {"StringEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:root"}}}'] }
  carol: { pick: ['{"Sid": "CarolManages", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:user/carol"}, "Action": ["kms:Describe*", "kms:Get*", "kms:List*", "kms:Put*", "kms:Enable*", "kms:Disable*", "kms:CreateGrant", "kms:RevokeGrant"], "Resource": "*"}'] }
predict:
  - { id: bob, options: ["yes", "no"], truth: "no" }
  - { id: mallory, options: ["yes", "no"], truth: "no" }
  - { id: carol, options: ["yes", "no"], truth: "yes" }
tasks:
  - id: doors
    checks:
      - id: insiders
        can: { who: [alice, bob], do: kms:Decrypt, on: "{vault}" }
        see: kmslab why --as bob kms:Decrypt alias/vault
      - id: outsiders
        cannot: { who: [mallory, 444455556666/root], do: [kms:Decrypt, kms:Encrypt, kms:GenerateDataKey], on: "{vault}" }
        already: "true"
        see: kmslab can --matrix --as mallory --as bob --action kms:Decrypt
      - id: carol-manages
        can: { who: carol, do: [kms:PutKeyPolicy, kms:DisableKey], on: "{vault}" }
        already: "true"
        see: kmslab why --as carol kms:PutKeyPolicy alias/vault
      - id: carol-blind
        cannot: { who: carol, do: [kms:Decrypt, kms:Encrypt, kms:GenerateDataKey], on: "{vault}" }
        already: "true"
        see: kmslab why --as carol kms:Decrypt alias/vault
      - id: spare-key
        can: { who: root, do: kms:PutKeyPolicy, on: "{vault}" }
        already: "true"
        see: kmslab why --as root kms:PutKeyPolicy alias/vault
solution:
  kmslab:
    - [write, ./policy.json, '{"Version": "2012-10-17", "Statement": [{root}, {carol}, {"Sid": "AliceAndBobRead", "Effect": "Allow", "Principal": {"AWS": ["arn:aws:iam::111122223333:user/alice", "arn:aws:iam::111122223333:user/bob"]}, "Action": "kms:Decrypt", "Resource": "*"}]}']
    - [key, policy, put, alias/vault, "@./policy.json", --as, carol]
  aws:
    - [write, ./policy.json, '{"Version": "2012-10-17", "Statement": [{root}, {carol}, {"Sid": "AliceAndBobRead", "Effect": "Allow", "Principal": {"AWS": ["arn:aws:iam::111122223333:user/alice", "arn:aws:iam::111122223333:user/bob"]}, "Action": "kms:Decrypt", "Resource": "*"}]}']
    - aws: [kms, put-key-policy, --key-id, "{vault}", --policy-name, default, --policy, "file://./policy.json"]
      as: carol
also_right:
  - id: day-passes
    steps:
      - [grant, create, alias/vault, --to, "arn:aws:iam::111122223333:user/alice", --operation, Decrypt, --as, carol]
      - [grant, create, alias/vault, --to, "arn:aws:iam::111122223333:user/bob", --operation, Decrypt, --as, carol]
  - id: ask-iam-about-two
    instead:
      "1":
        - [write, ./policy.json, '{"Version": "2012-10-17", "Statement": [{root}, {carol}, {"Sid": "AskIAM", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "kms:Decrypt", "Resource": "*", "Condition": {"StringEquals": {"aws:PrincipalArn": ["arn:aws:iam::111122223333:user/alice", "arn:aws:iam::111122223333:user/bob"]}}}]}']
  - id: one-named-one-granted
    instead:
      "1":
        - [write, ./policy.json, '{"Version": "2012-10-17", "Statement": [{root}, {carol}, {"Sid": "AliceReads", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:user/alice"}, "Action": "kms:Decrypt", "Resource": "*"}]}']
    then:
      - [grant, create, alias/vault, --to, "arn:aws:iam::111122223333:user/bob", --operation, Decrypt, --as, carol]
wrong:
  - id: more-iam
    steps:
      - [call, iam.PutUserPolicy, --input, '{"UserName": "bob", "PolicyName": "More", "PolicyDocument": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"kms:*\", \"Resource\": \"*\"}]}"}']
    fails: [insiders]
    says: { en: "may not", ja: "できません" }
  - id: ask-iam-about-all
    instead:
      "1":
        - [write, ./policy.json, '{"Version": "2012-10-17", "Statement": [{root}, {carol}, {"Sid": "AskIAM", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "kms:*", "Resource": "*"}]}']
    fails: [outsiders]
    says: { en: "mallory", ja: mallory }
  - id: everybody
    instead:
      "1":
        - [write, ./policy.json, '{"Version": "2012-10-17", "Statement": [{root}, {carol}, {"Sid": "Readers", "Effect": "Allow", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*"}]}']
    fails: [outsiders, carol-blind]
    says: { en: "outside", ja: 外の人 }
  - id: carol-too
    instead:
      "1":
        - [write, ./policy.json, '{"Version": "2012-10-17", "Statement": [{root}, {carol}, {"Sid": "Readers", "Effect": "Allow", "Principal": {"AWS": ["arn:aws:iam::111122223333:user/alice", "arn:aws:iam::111122223333:user/bob", "arn:aws:iam::111122223333:user/carol"]}, "Action": "kms:Decrypt", "Resource": "*"}]}']
    fails: [carol-blind]
    says: { en: "carol may", ja: "carol が" }
  - id: carol-thrown-out
    instead:
      "1":
        - [write, ./policy.json, '{"Version": "2012-10-17", "Statement": [{root}, {"Sid": "Readers", "Effect": "Allow", "Principal": {"AWS": ["arn:aws:iam::111122223333:user/alice", "arn:aws:iam::111122223333:user/bob"]}, "Action": "kms:Decrypt", "Resource": "*"}]}']
      "2":
        - [key, policy, put, alias/vault, "@./policy.json"]
    fails: [carol-manages]
    says: { en: "no longer manages", ja: 管理できなく }
  - id: no-spare-key
    instead:
      "1":
        - [write, ./policy.json, '{"Version": "2012-10-17", "Statement": [{carol}, {"Sid": "Readers", "Effect": "Allow", "Principal": {"AWS": ["arn:aws:iam::111122223333:user/alice", "arn:aws:iam::111122223333:user/bob"]}, "Action": "kms:Decrypt", "Resource": "*"}]}']
    fails: [spare-key]
    says: { en: "root user", ja: ルートユーザー }

"""###)
}
