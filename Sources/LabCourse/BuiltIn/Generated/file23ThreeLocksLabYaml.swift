// swift-format-ignore-file
// Made by embed.py out of Labs/23-three-locks/lab.yaml. Change that, and run embed.py.

extension BuiltInLabs {
    static let file23ThreeLocksLabYaml = text(
###"""
kmslab: "1"
id: 23-three-locks
chapter: lock
minutes: "15"
exam: [scs-5.2, soa-4.2]
seed: [S29, S30, S31]
after: [18-who-sees-plaintext]
world: files/world.yaml
files: { 2024.csv: files/2024.csv }
setup:
  - [write, ./2025.csv, "year,income,expense; 2025,907,655"]
  - [write, ./scratch.csv, "try things here"]
  - [object, put, ./2024.csv, kumo-ledger/2024.csv, --as, bob]
  - [object, put, ./2025.csv, kumo-ledger/2025.csv, --as, bob]
  - [object, put, ./scratch.csv, kumo-ledger/scratch.csv, --as, bob]
  - [object, rm, kumo-ledger/2024.csv, --as, bob]
  - [rm, ./2025.csv]
  - [rm, ./scratch.csv]
predict:
  - { id: put-again, options: [refused, new-version, overwritten], truth: new-version }
  - { id: delete-name, options: [refused, marker, gone], truth: marker }
  - { id: root-shortens, options: [refused, done], truth: refused }
  - { id: bob-extends, options: [refused, done], truth: done }
tasks:
  - id: ledger
    checks:
      - id: new-files
        attempt:
          steps:
            - { s3: PutObject, input: { bucket: kumo-ledger, key: 2026.csv, body: "next year" }, as: bob }
            - { s3: DeleteBucketPolicy, input: { bucket: kumo-ledger } }
            - { advance: 2554d }
            - { s3: DeleteObject, input: { bucket: kumo-ledger, key: 2026.csv, version: latest, bypass: "true" } }
          expect: AccessDenied
        see: kmslab bucket lock kumo-ledger
      - id: old-file
        attempt:
          steps:
            - { s3: DeleteBucketPolicy, input: { bucket: kumo-ledger } }
            - { advance: 2554d }
            - { s3: DeleteObject, input: { bucket: kumo-ledger, key: 2025.csv, version: first, bypass: "true" } }
          expect: AccessDenied
        see: kmslab locks kumo-ledger/2025.csv
      - id: ends
        attempt:
          steps:
            - { s3: DeleteBucketPolicy, input: { bucket: kumo-ledger } }
            - { advance: 8y }
            - { s3: DeleteObject, input: { bucket: kumo-ledger, key: 2025.csv, version: first, bypass: "true" } }
          expect: ok
        already: "true"
        see: kmslab locks kumo-ledger/2025.csv
  - id: scratch
    checks:
      - id: bob-held
        attempt:
          steps: [{ s3: DeleteObject, input: { bucket: kumo-ledger, key: scratch.csv, version: latest, bypass: "true" }, as: bob }]
          expect: AccessDenied
        see: kmslab locks kumo-ledger/scratch.csv
      - id: carol-passes
        attempt:
          steps: [{ s3: DeleteObject, input: { bucket: kumo-ledger, key: scratch.csv, version: latest, bypass: "true" }, as: carol }]
          expect: ok
        already: "true"
        see: kmslab lock show kumo-ledger/scratch.csv
  - id: back
    checks:
      - id: readable
        reads: { who: alice, object: kumo-ledger/2024.csv, holds: files/2024.csv }
        see: kmslab object versions kumo-ledger/2024.csv
      - id: one-plate
        state:
          s3: ListObjectVersions
          input: { bucket: kumo-ledger, prefix: 2024.csv }
          path: "versions.#"
          is: "1"
        see: kmslab object versions kumo-ledger/2024.csv
solution:
  kmslab:
    - [bucket, lock, kumo-ledger, --mode, compliance, --years, "7"]
    - [lock, set, kumo-ledger/2025.csv, --mode, compliance, --until, 2556d]
    - [lock, set, kumo-ledger/scratch.csv, --mode, governance, --until, 30d]
    - kmslab: [object, versions, kumo-ledger/2024.csv, --json]
      keep: { top: 0.VersionId }
    - [object, rm, kumo-ledger/2024.csv, --version, "{top}", --as, bob]
  aws:
    - aws: [s3api, put-object-lock-configuration, --bucket, kumo-ledger, --object-lock-configuration, '{"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Years": 7}}}']
    - [lock, set, kumo-ledger/2025.csv, --mode, compliance, --until, 2556d]
    - [lock, set, kumo-ledger/scratch.csv, --mode, governance, --until, 30d]
    - aws: [s3api, list-object-versions, --bucket, kumo-ledger, --prefix, 2024.csv]
      keep: { top: DeleteMarkers.0.VersionId }
    - aws: [s3api, delete-object, --bucket, kumo-ledger, --key, 2024.csv, --version-id, "{top}"]
      as: bob
also_right:
  - id: back-first
    steps:
      - kmslab: [object, versions, kumo-ledger/2024.csv, --json]
        keep: { top: 0.VersionId }
      - [object, rm, kumo-ledger/2024.csv, --version, "{top}", --as, carol]
      - [lock, set, kumo-ledger/2025.csv, --mode, governance, --until, 30d]
      - [lock, set, kumo-ledger/2025.csv, --mode, compliance, --until, 2560d, --bypass, --as, carol]
      - [lock, set, kumo-ledger/scratch.csv, --mode, governance, --until, 1y]
      - [bucket, lock, kumo-ledger, --mode, compliance, --days, "2600"]
wrong:
  - id: governance-for-the-ledger
    instead:
      "1":
        - [bucket, lock, kumo-ledger, --mode, governance, --years, "7"]
    fails: [new-files]
    says: { en: "deleted 2026.csv", ja: 2026.csv を消しました }
  - id: locked-the-bucket-only
    instead: { "2": [] }
    fails: [old-file]
    says: { en: "deleted 2025.csv", ja: 2025.csv を消しました }
  - id: a-policy-is-no-lock
    instead:
      "2":
        - [bucket, policy, kumo-ledger, --set, '{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:DeleteObjectVersion", "Resource": "arn:aws:s3:::kumo-ledger/2025.csv"}]}']
    fails: [old-file]
    says: { en: "deleted 2025.csv", ja: 2025.csv を消しました }
  - id: for-a-hundred-years
    instead:
      "2":
        - [lock, set, kumo-ledger/2025.csv, --mode, compliance, --until, 36500d]
    fails: [ends]
    says: { en: "eight years", ja: 8 年 }
  - id: compliance-for-scratch
    instead:
      "3":
        - [lock, set, kumo-ledger/scratch.csv, --mode, compliance, --until, 30d]
    fails: [carol-passes]
    says: { en: "carol cannot", ja: carol も }
  - id: scratch-unlocked
    instead: { "3": [] }
    fails: [bob-held]
    says: { en: "bob deleted", ja: bob が scratch.csv }
  - id: took-the-wrong-plate
    instead:
      "4":
        - kmslab: [object, versions, kumo-ledger/2024.csv, --json]
          keep: { top: 1.VersionId }
    fails: [readable]
    says: { en: "cannot read 2024.csv", ja: 2024.csv を読めません }
  - id: uploaded-a-copy
    instead:
      "4": []
      "5":
        - [object, put, ./2024.csv, kumo-ledger/2024.csv, --as, bob]
    fails: [one-plate]
    says: { en: "3 plates", ja: "3 枚" }

"""###)
}
