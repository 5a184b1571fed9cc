// swift-format-ignore-file
// Made by embed.py out of Labs/18-who-sees-plaintext/lab.yaml. Change that, and run embed.py.

extension BuiltInLabs {
    static let file18WhoSeesPlaintextLabYaml = text(
###"""
kmslab: "1"
id: 18-who-sees-plaintext
chapter: storage
minutes: "15"
exam: [scs-5.1, scs-5.2, dva-2.2]
seed: [S6, S8, S10, S11, S12, S13, S28]
after: [01-envelope-by-hand, 13-two-doors]
world: kumo
files: { contract.txt: files/contract.txt }
setup:
  - [bucket, encryption, kumo-letters, --sse, s3, --allow-sse-c]
predict:
  - { id: thief, options: [plaintext, noise, refused], truth: { sees: { bucket: kumo-letters, way: sse-s3, viewer: disk } } }
  - { id: reader-s3, options: [plaintext, noise, refused], truth: { sees: { bucket: kumo-letters, way: sse-s3, viewer: reader } } }
  - { id: reader-own, options: [plaintext, noise, refused], truth: { sees: { bucket: kumo-letters, way: sse-kms, viewer: reader } } }
  - { id: service, options: [plaintext, noise, refused], truth: { sees: { bucket: kumo-letters, way: sse-kms, viewer: s3-op } } }
  - { id: root-client, options: [plaintext, noise, refused], truth: { sees: { bucket: kumo-letters, way: client-own, viewer: root } } }
tasks:
  - id: guess
    checks:
      - id: guessed
        predict: { ids: [thief, reader-s3, reader-own, service, root-client], right: "4" }
        see: kmslab matrix kumo-letters
  - id: ways
    checks:
      - id: way-1
        reads: { who: bob, object: kumo-letters/1-sse-s3, holds: files/contract.txt }
        see: kmslab object head kumo-letters/1-sse-s3
      - id: way-2
        attempt:
          steps: [{ s3: GetObject, input: { bucket: kumo-letters, key: 2-aws-key }, as: bob }]
          expect: ok
          path: sse
          is: "aws:kms"
        see: kmslab object head kumo-letters/2-aws-key
      - id: way-3
        depends_on_key: { object: kumo-letters/3-own-key, key: alias/letters, as: alice }
        see: kmslab object head kumo-letters/3-own-key
      - id: way-4
        attempt:
          steps: [{ s3: GetObject, input: { bucket: kumo-letters, key: 4-sse-c } }]
          expect: InvalidRequest
        see: kmslab object get kumo-letters/4-sse-c -
      - id: way-5
        depends_on_key: { object: kumo-letters/5-client-kms, key: alias/letters, as: alice }
        see: kmslab disk kumo-letters/5-client-kms
      - id: way-5-sealed
        blind: { who: s3, object: kumo-letters/5-client-kms, holds: files/contract.txt }
        see: kmslab object get kumo-letters/5-client-kms -
      - id: way-6
        blind: { who: [s3, root, later], object: kumo-letters/6-client-own, holds: files/contract.txt }
        see: kmslab object get kumo-letters/6-client-own -
  - id: rule
    checks:
      - id: app-reads
        reads: { who: role/app, object: kumo-letters/rule, holds: files/contract.txt }
        see: kmslab object get kumo-letters/rule - --as role/app
      - id: bob-blind
        blind: { who: bob, object: kumo-letters/rule, holds: files/contract.txt }
        see: kmslab object get kumo-letters/rule - --as bob
solution:
  kmslab:
    - [predict, thief, noise]
    - [predict, reader-s3, plaintext]
    - [predict, reader-own, refused]
    - [predict, service, plaintext]
    - [predict, root-client, noise]
    - [object, put, ./contract.txt, kumo-letters/1-sse-s3, --sse, s3, --as, alice]
    - [object, put, ./contract.txt, kumo-letters/2-aws-key, --sse, kms, --as, alice]
    - [object, put, ./contract.txt, kumo-letters/3-own-key, --sse, kms, --sse-key, alias/letters, --as, alice]
    - [write, ./c.key, 6b6d736c616220736179732068656c6c6f20746f207468652072656164657221]
    - [object, put, ./contract.txt, kumo-letters/4-sse-c, --sse, c, --sse-c-key, ./c.key, --as, alice]
    - [encrypt, ./contract.txt, --key, alias/letters, -o, ./5.enc, --as, alice]
    - [object, put, ./5.enc, kumo-letters/5-client-kms, --as, alice]
    - [write, ./own.key, "one cloud over the bank of kumo!"]
    - [seal, ./contract.txt, --with, ./own.key, -o, ./6.env]
    - [object, put, ./6.env, kumo-letters/6-client-own, --as, alice]
    - [object, put, ./contract.txt, kumo-letters/rule, --sse, kms, --sse-key, alias/letters, --as, alice]
  aws:
    - [predict, thief, noise]
    - [predict, reader-s3, plaintext]
    - [predict, reader-own, refused]
    - [predict, service, plaintext]
    - [predict, root-client, noise]
    - { aws: [s3, cp, ./contract.txt, "s3://kumo-letters/1-sse-s3", --sse, AES256], as: alice }
    - { aws: [s3, cp, ./contract.txt, "s3://kumo-letters/2-aws-key", --sse, "aws:kms"], as: alice }
    - { aws: [s3, cp, ./contract.txt, "s3://kumo-letters/3-own-key", --sse, "aws:kms", --sse-kms-key-id, alias/letters], as: alice }
    - [write, ./c.key, "this key is kept by the customer"]
    - { aws: [s3, cp, ./contract.txt, "s3://kumo-letters/4-sse-c", --sse-c, AES256, --sse-c-key, "fileb://./c.key"], as: alice }
    - [encrypt, ./contract.txt, --key, alias/letters, -o, ./5.enc, --as, alice]
    - { aws: [s3, cp, ./5.enc, "s3://kumo-letters/5-client-kms"], as: alice }
    - [write, ./own.key, "one cloud over the bank of kumo!"]
    - [seal, ./contract.txt, --with, ./own.key, -o, ./6.env]
    - { aws: [s3, cp, ./6.env, "s3://kumo-letters/6-client-own"], as: alice }
    - { aws: [s3, cp, ./contract.txt, "s3://kumo-letters/rule", --sse, "aws:kms", --sse-kms-key-id, alias/letters], as: alice }
also_right:
  - id: twice-sealed
    instead:
      "12":
        - [object, put, ./5.enc, kumo-letters/5-client-kms, --sse, kms, --sse-key, alias/letters, --as, alice]
      "16":
        - [object, put, ./contract.txt, kumo-letters/rule, --sse, dsse, --sse-key, alias/letters, --as, alice]
  - id: envelope-by-hand
    instead:
      "11":
        - [gdk, alias/letters, --plain, ./k, --wrapped, ./w, --as, alice]
        - [seal, ./contract.txt, --with, ./k, --wrapped, ./w, -o, ./5.enc]
        - [rm, ./k]
  - id: one-guess-wrong
    instead:
      "4":
        - [predict, service, noise]
wrong:
  - id: thought-s3-keeps-bob-out
    instead:
      "2":
        - [predict, reader-s3, noise]
      "4":
        - [predict, service, noise]
    fails: [guessed]
    says: { en: "3 of 5", ja: "5 問中 3 問" }
  - id: own-key-for-everything
    instead:
      "6":
        - [object, put, ./contract.txt, kumo-letters/1-sse-s3, --sse, kms, --sse-key, alias/letters, --as, alice]
    fails: [way-1]
    says: { en: "bob cannot read", ja: bob が読めません }
  - id: own-key-for-the-second
    instead:
      "7":
        - [object, put, ./contract.txt, kumo-letters/2-aws-key, --sse, kms, --sse-key, alias/letters, --as, alice]
    fails: [way-2]
    says: { en: "AccessDenied", ja: AccessDenied }
  - id: forgot-which-key
    instead:
      "8":
        - [object, put, ./contract.txt, kumo-letters/3-own-key, --sse, kms, --as, alice]
    fails: [way-3]
    says: { en: "still opens", ja: まだ開けます }
  - id: no-customer-key
    instead:
      "10":
        - [object, put, ./contract.txt, kumo-letters/4-sse-c, --as, alice]
    fails: [way-4]
    says: { en: "without a key", ja: 鍵なしで }
  - id: sealed-by-the-server-only
    instead:
      "12":
        - [object, put, ./contract.txt, kumo-letters/5-client-kms, --sse, kms, --sse-key, alias/letters, --as, alice]
    fails: [way-5-sealed]
    says: { en: "S3 itself", ja: S3 自身が }
  - id: sealed-under-the-ledger
    instead:
      "11":
        - [encrypt, ./contract.txt, --key, alias/ledger, -o, ./5.enc, --as, alice]
    fails: [way-5]
    says: { en: "still opens", ja: まだ開けます }
  - id: kms-for-both
    instead:
      "14":
        - [encrypt, ./contract.txt, --key, alias/letters, -o, ./6.env, --as, alice]
    fails: [way-6]
    says: { en: "got the text", ja: 平文を手に入れました }
  - id: standard-for-the-rule
    instead:
      "16":
        - [object, put, ./contract.txt, kumo-letters/rule, --sse, s3, --as, alice]
    fails: [bob-blind]
    says: { en: "bob reads", ja: bob が読めて }
  - id: customer-key-for-the-rule
    instead:
      "16":
        - [object, put, ./contract.txt, kumo-letters/rule, --sse, c, --sse-c-key, ./c.key, --as, alice]
    fails: [app-reads]
    says: { en: "role/app cannot", ja: role/app が読めません }

"""###)
}
