// swift-format-ignore-file
// Made by embed.py out of Labs/03-label/lab.yaml. Change that, and run embed.py.

extension BuiltInLabs {
    static let file03LabelLabYaml = text(
###"""
kmslab: "1"
id: 03-label
chapter: bytes
minutes: "12"
exam: [scs-5.2, dva-2.2]
seed: [S16, S37]
after: [01-envelope-by-hand]
world: kumo
facts:
  p1: { number: "11..49" }
  p2: { number: "51..99" }
setup:
  - [write, ./a.txt, "Sato Hanako: penicillin, never again"]
  - [write, ./b.txt, "Mori Ken: healthy"]
  - [encrypt, ./a.txt, --direct, --key, alias/med, -o, ./row-1.enc, --as, alice]
  - [encrypt, ./b.txt, --direct, --key, alias/med, -o, ./row-2.enc, --as, alice]
  - [rm, ./a.txt]
  - [rm, ./b.txt]
predict:
  - { id: swap, options: [own, other, error], truth: other }
  - { id: public, options: [secret, public], truth: public }
tasks:
  - id: label
    checks:
      - id: no-swap
        attack:
          name: swap-rows
          rows: { "{p1}": ./row-1.enc, "{p2}": ./row-2.enc }
          context: { patient: "{row}" }
          as: alice
        see: kmslab explain row-1.enc
      - id: right-text
        opens:
          blob: ./row-1.enc
          context: { patient: "{p1}" }
          as: alice
          equals: "Sato Hanako: penicillin, never again"
        see: kmslab decrypt row-1.enc --context patient={p1} -o -
      - id: no-name
        audit: { mentions: [Sato, Hanako, Mori, penicillin], max: "0" }
        already: "true"
        see: kmslab trail
      - id: shifted
        attempt:
          steps:
            - call: [kms, Decrypt]
              input: { CiphertextBlob: "{b64:row-1.enc}", EncryptionContext: { patien: "t{p1}" } }
              as: alice
          expect: InvalidCiphertextException
        already: "true"
        optional: "true"
  - id: rule
    checks:
      - id: app-needs-label
        cannot: { who: role/app, do: kms:Decrypt, on: alias/med, because: deny }
        see: kmslab why --as role/app kms:Decrypt alias/med
      - id: app-reads
        can: { who: role/app, do: kms:Decrypt, on: alias/med, context: { patient: "{p1}" } }
        already: "true"
        see: kmslab why --as role/app kms:Decrypt alias/med --context patient={p1}
solution:
  kmslab:
    - [decrypt, ./row-1.enc, -o, ./1.txt, --as, alice]
    - [encrypt, ./1.txt, --direct, --key, alias/med, --context, "patient={p1}", -o, ./row-1.enc, --force, --as, alice]
    - [decrypt, ./row-2.enc, -o, ./2.txt, --as, alice]
    - [encrypt, ./2.txt, --direct, --key, alias/med, --context, "patient={p2}", -o, ./row-2.enc, --force, --as, alice]
    - [rm, ./1.txt]
    - [rm, ./2.txt]
    - - write
      - ./policy.json
      - '{"Version": "2012-10-17", "Statement": [{"Sid": "IAMDecides", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "kms:*", "Resource": "*"}, {"Sid": "NoLabelNoText", "Effect": "Deny", "Principal": {"AWS": "arn:aws:iam::111122223333:role/app"}, "Action": "kms:Decrypt", "Resource": "*", "Condition": {"Null": {"kms:EncryptionContext:patient": "true"}}}]}'
    - [key, policy, put, alias/med, "@./policy.json", --as, carol]
  aws:
    - aws: [kms, re-encrypt, --ciphertext-blob, "fileb://./row-1.enc", --destination-key-id, alias/med, --destination-encryption-context, "patient={p1}"]
      as: alice
      save: { ./row-1.enc: "b64:CiphertextBlob" }
    - aws: [kms, re-encrypt, --ciphertext-blob, "fileb://./row-2.enc", --destination-key-id, alias/med, --destination-encryption-context, "patient={p2}"]
      as: alice
      save: { ./row-2.enc: "b64:CiphertextBlob" }
    - - write
      - ./policy.json
      - '{"Version": "2012-10-17", "Statement": [{"Sid": "IAMDecides", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "kms:*", "Resource": "*"}, {"Sid": "NoLabelNoText", "Effect": "Deny", "Principal": {"AWS": "arn:aws:iam::111122223333:role/app"}, "Action": "kms:Decrypt", "Resource": "*", "Condition": {"Null": {"kms:EncryptionContext:patient": "true"}}}]}'
    - aws: [kms, describe-key, --key-id, alias/med]
      as: carol
      keep: { med: KeyMetadata.KeyId }
    - aws: [kms, put-key-policy, --key-id, "{med}", --policy-name, default, --policy, "file://./policy.json"]
      as: carol
also_right:
  - id: never-in-the-clear
    instead:
      "1": []
      "2":
        - [reencrypt, ./row-1.enc, --to-context, "patient={p1}", -o, ./row-1.enc, --force, --as, alice]
      "3": []
      "4":
        - [reencrypt, ./row-2.enc, --to-context, "patient={p2}", -o, ./row-2.enc, --force, --as, alice]
      "5": []
      "6": []
  - id: every-patient-by-number
    instead:
      "7":
        - - write
          - ./policy.json
          - '{"Version": "2012-10-17", "Statement": [{"Sid": "IAMDecides", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "kms:*", "Resource": "*"}, {"Sid": "OnlyKnownPatients", "Effect": "Deny", "Principal": {"AWS": "arn:aws:iam::111122223333:role/app"}, "Action": "kms:Decrypt", "Resource": "*", "Condition": {"StringNotEquals": {"kms:EncryptionContext:patient": ["{p1}", "{p2}"]}}}]}'
wrong:
  - id: same-label-for-all
    instead:
      "2":
        - [encrypt, ./1.txt, --direct, --key, alias/med, --context, table=patients, -o, ./row-1.enc, --force, --as, alice]
      "4":
        - [encrypt, ./2.txt, --direct, --key, alias/med, --context, table=patients, -o, ./row-2.enc, --force, --as, alice]
    fails: [no-swap, right-text]
    says: { en: "cannot tell", ja: 見分けられません }
  - id: one-row-forgotten
    instead: { "4": [] }
    fails: [no-swap]
    says: { en: "does not open with its own label", ja: 自分のラベルで開けません }
  - id: labelled-after-the-swap
    instead:
      "1":
        - [mv, ./row-1.enc, ./x.enc]
        - [mv, ./row-2.enc, ./row-1.enc]
        - [mv, ./x.enc, ./row-2.enc]
        - [decrypt, ./row-1.enc, -o, ./1.txt, --as, alice]
    fails: [right-text]
    says: { en: "another text", ja: 別の内容 }
  - id: name-as-label
    instead:
      "1":
        - [decrypt, ./row-1.enc, -o, ./1.txt, --as, alice]
        - [encrypt, ./1.txt, --direct, --key, alias/med, --context, patient=Sato, -o, ./first-try.enc, --as, alice]
    fails: [no-name]
    says: { en: "stands in the trail", ja: 証跡に残っています }
  - id: no-rule
    instead: { "8": [] }
    fails: [app-needs-label]
    says: { en: "without a label", ja: ラベルなしで }
  - id: app-locked-out
    instead:
      "7":
        - - write
          - ./policy.json
          - '{"Version": "2012-10-17", "Statement": [{"Sid": "IAMDecides", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "kms:*", "Resource": "*"}, {"Sid": "NoText", "Effect": "Deny", "Principal": {"AWS": "arn:aws:iam::111122223333:role/app"}, "Action": "kms:Decrypt", "Resource": "*"}]}'
    fails: [app-reads]
    says: { en: "with the right label", ja: 正しいラベルでも }

"""###)
}
