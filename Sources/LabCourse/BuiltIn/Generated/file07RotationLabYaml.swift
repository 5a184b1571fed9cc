// swift-format-ignore-file
// Made by embed.py out of Labs/07-rotation/lab.yaml. Change that, and run embed.py.

extension BuiltInLabs {
    static let file07RotationLabYaml = text(
###"""
kmslab: "1"
id: 07-rotation
chapter: life
minutes: "12"
exam: [scs-5.2, dva-2.2, soa-4.2]
seed: [S16, S19]
after: [01-envelope-by-hand]
world: kumo
files: { january.csv: files/january.csv }
facts:
  ledger: { pick: [7f3c1a52-9d0e-4b6a-8c21-5e90d4b7a103] }
setup:
  - [gdk, alias/ledger, --context, month=january, --plain, ./january.key, --wrapped, ./january.dk, --as, alice]
  - [seal, ./january.csv, --with, ./january.key, -o, ./january.env]
  - [rm, ./january.key]
  - [rm, ./january.csv]
predict:
  - { id: old-opens, options: [opens, fails], truth: opens }
  - { id: rewritten, options: [all, keys, nothing], truth: nothing }
answers:
  - { id: bytes, truth: "0", accept: [zero, none, ゼロ, なし] }
tasks:
  - id: year
    checks:
      - id: new-material
        state:
          call: [kms, ListKeyRotations]
          input: { KeyId: "{ledger}", IncludeKeyMaterial: ALL_KEY_MATERIAL }
          path: "Rotations.#"
          min: "2"
        see: kmslab tree alias/ledger
      - id: same-key
        unchanged: { key: alias/ledger }
        already: "true"
        see: kmslab alias list
      - id: looked
        audit:
          event: Decrypt
          context: { month: january }
        see: kmslab trail
  - id: move
    checks:
      - id: on-new-material
        material: { blob: ./january.dk, key: "{ledger}", number: current }
        already: "true"
        see: kmslab explain january.dk
      - id: still-fits
        opens:
          file: ./january.env
          wrapped: ./january.dk
          context: { month: january }
          as: alice
          equals: files/january.csv
        already: "true"
        see: kmslab decrypt january.dk --context month=january -o k
      - id: body-untouched
        unchanged: { file: ./january.env }
        already: "true"
        see: kmslab explain january.env
      - id: bytes
        answer: { id: bytes }
solution:
  kmslab:
    - [key, rotation, on, alias/ledger, --days, "365", --as, carol]
    - [clock, advance, 366d]
    - [decrypt, ./january.dk, --context, month=january, -o, ./k, --as, alice]
    - [open, ./january.env, --with, ./k, -o, ./back.csv]
    - [rm, ./k]
    - [reencrypt, ./january.dk, --context, month=january, -o, ./january.dk, --force, --as, alice]
    - [answer, bytes, "0"]
  aws:
    - aws: [kms, enable-key-rotation, --key-id, "{ledger}", --rotation-period-in-days, "365"]
      as: carol
    - [clock, advance, 366d]
    - aws: [kms, decrypt, --ciphertext-blob, "fileb://./january.dk", --encryption-context, month=january]
      as: alice
      save: { ./k: "b64:Plaintext" }
    - [open, ./january.env, --with, ./k, -o, ./back.csv]
    - [rm, ./k]
    - aws: [kms, re-encrypt, --ciphertext-blob, "fileb://./january.dk", --source-encryption-context, month=january, --destination-key-id, alias/ledger, --destination-encryption-context, month=january]
      as: alice
      save: { ./january.dk: "b64:CiphertextBlob" }
    - [answer, bytes, "0"]
also_right:
  - id: on-demand
    instead:
      "1":
        - [key, rotate, alias/ledger, --as, carol]
      "2": []
  - id: two-years
    instead:
      "2":
        - [clock, advance, 731d]
wrong:
  - id: never-waited
    instead: { "2": [] }
    fails: [new-material]
    says: { en: "only 1 material", ja: "材料はまだ 1 個" }
  - id: off-when-it-was-due
    instead:
      "1":
        - [key, rotation, on, alias/ledger, --days, "365", --as, carol]
        - [decrypt, ./january.dk, --context, month=january, -o, ./before, --as, alice]
        - [key, disable, alias/ledger, --as, carol]
      "3": []
      "4": []
      "5": []
      "6": []
    fails: [new-material, still-fits]
    says: { en: [DisabledException], ja: [DisabledException] }
  - id: another-key
    then:
      - kmslab: [key, create, --description, "the new ledger key", --json]
        keep: { other: KeyId }
      - [alias, update, ledger, "{other}"]
    fails: [same-key]
    says: { en: "another key", ja: 別の鍵 }
  - id: never-looked
    instead: { "3": [], "4": [], "5": [] }
    fails: [looked]
    says: { en: "No Decrypt", ja: 開いた Decrypt が }
  - id: left-on-the-old-ring
    instead: { "6": [] }
    fails: [on-new-material]
    says: { en: "material #1", ja: "材料 #1" }
  - id: all-data-again
    instead:
      "5": []
      "6":
        - [gdk, alias/ledger, --context, month=january, --plain, ./k2, --wrapped, ./january.dk, --force, --as, alice]
        - [seal, ./back.csv, --with, ./k2, -o, ./january.env, --force]
    fails: [body-untouched]
    says: { en: "encrypted the data again", ja: データまで暗号化し直し }
  - id: a-fresh-data-key
    instead:
      "6":
        - [gdk, alias/ledger, --context, month=january, --wrapped, ./january.dk, --force, --as, alice]
    fails: [still-fits]
    says: { en: "no longer opens", ja: 開けなくなりました }
  - id: counted-the-file
    instead:
      "7":
        - [answer, bytes, "1045"]
    fails: [bytes]
    says: { en: "compare the file", ja: 比べて }

"""###)
}
