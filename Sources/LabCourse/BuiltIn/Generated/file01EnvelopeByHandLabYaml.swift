// swift-format-ignore-file
// Made by embed.py out of Labs/01-envelope-by-hand/lab.yaml. Change that, and run embed.py.

extension BuiltInLabs {
    static let file01EnvelopeByHandLabYaml = text(
###"""
kmslab: "1"
id: 01-envelope-by-hand
chapter: bytes
minutes: "12"
exam: [scs-c02 data protection, dva-c02 encryption at rest]
seed: [S13]
after: [00-tour]
world: kumo
files: { letter.txt: files/letter.txt }
predict:
  - { id: direct, options: [works, refused], truth: refused }
  - { id: calls, options: ["1", "2", "3"], truth: "1" }
tasks:
  - id: seal
    checks:
      - id: made-a-data-key
        audit: { event: GenerateDataKey, by: alice, on: alias/ledger, context: { doc: letter }, error: none }
        see: kmslab trail
      - id: opens
        opens: { file: ./letter.env, context: { doc: letter }, equals: files/letter.txt }
        see: kmslab explain letter.env
      - id: really-uses-kms
        depends_on_key: { file: ./letter.env, key: alias/ledger, context: { doc: letter } }
        see: kmslab explain letter.env
      - id: no-key-left
        no_plaintext_key: { in: workspace }
        already: "true"
      - id: no-letter-left
        file: { file: ./letter.txt, is: absent }
  - id: open
    checks:
      - id: unwrapped
        audit: { event: Decrypt, by: alice, on: alias/ledger, context: { doc: letter }, error: none }
        see: kmslab trail
solution:
  kmslab:
    - ["!", encrypt, ./letter.txt, --direct, --key, alias/ledger, --as, alice, -o, ./letter.direct]
    - [gdk, alias/ledger, --context, doc=letter, --plain, ./dk.bin, --wrapped, ./dk.enc, --as, alice]
    - [seal, ./letter.txt, --with, ./dk.bin, --wrapped, ./dk.enc, --context, doc=letter, -o, ./letter.env]
    - [rm, ./dk.bin]
    - [rm, ./letter.txt]
    - [open, ./letter.env, -o, ./back.txt, --as, alice]
  aws:
    - aws: [kms, generate-data-key, --key-id, alias/ledger, --key-spec, AES_256, --encryption-context, doc=letter]
      as: alice
      save: { ./dk.bin: b64:Plaintext, ./dk.enc: b64:CiphertextBlob }
    - [seal, ./letter.txt, --with, ./dk.bin, --wrapped, ./dk.enc, --context, doc=letter, -o, ./letter.env]
    - [rm, ./dk.bin]
    - [rm, ./letter.txt]
    - aws: [kms, decrypt, --ciphertext-blob, fileb://./dk.enc, --encryption-context, doc=letter]
      as: alice
      save: { ./again.bin: b64:Plaintext }
    - [open, ./letter.env, --with, ./again.bin, -o, ./back.txt]
    - [rm, ./again.bin]
also_right:
  - id: encrypt-does-the-same
    steps:
      - [encrypt, ./letter.txt, --key, alias/ledger, --context, doc=letter, --as, alice, -o, ./letter.env]
      - [rm, ./letter.txt]
      - [decrypt, ./letter.env, --as, alice, -o, ./back.txt]
wrong:
  - id: passphrase
    steps:
      - [gdk, alias/ledger, --context, doc=letter, --plain, ./dk.bin, --wrapped, ./dk.enc, --as, alice]
      - [seal, ./letter.txt, --with, ./dk.bin, --wrapped, ./dk.enc, --context, doc=letter, -o, ./first.env]
      - [open, ./first.env, -o, ./back.txt, --as, alice]
      - [seal, ./letter.txt, --passphrase, kumo-2026, --wrapped, ./dk.enc, --context, doc=letter, -o, ./letter.env]
      - [rm, ./dk.bin]
      - [rm, ./letter.txt]
    fails: [opens, really-uses-kms]
    says: { en: not the key that sealed, ja: 封をした鍵とは違います }
  - id: key-inside
    steps:
      - [gdk, alias/ledger, --context, doc=letter, --plain, ./dk.bin, --wrapped, ./dk.enc, --as, alice]
      - [seal, ./letter.txt, --with, ./dk.bin, --wrapped, ./dk.enc, --context, doc=letter, -o, ./first.env]
      - [open, ./first.env, -o, ./back.txt, --as, alice]
      - [seal, ./letter.txt, --with, ./dk.bin, --wrapped, ./dk.bin, --context, doc=letter, -o, ./letter.env]
      - [rm, ./first.env]
      - [rm, ./dk.bin]
      - [rm, ./dk.enc]
      - [rm, ./letter.txt]
    fails: [really-uses-kms]
    says: { en: still opens, ja: まだ開けます }
  - id: forgot-to-delete
    steps:
      - [gdk, alias/ledger, --context, doc=letter, --plain, ./dk.bin, --wrapped, ./dk.enc, --as, alice]
      - [seal, ./letter.txt, --with, ./dk.bin, --wrapped, ./dk.enc, --context, doc=letter, -o, ./letter.env]
      - [rm, ./letter.txt]
      - [open, ./letter.env, -o, ./back.txt, --as, alice]
    fails: [no-key-left]
    says: { en: dk.bin holds, ja: dk.bin に }
  - id: cut-letter
    steps:
      - [write, ./cut.txt, "Dear Ms. Aoki, this is the list."]
      - [gdk, alias/ledger, --context, doc=letter, --plain, ./dk.bin, --wrapped, ./dk.enc, --as, alice]
      - [seal, ./cut.txt, --with, ./dk.bin, --wrapped, ./dk.enc, --context, doc=letter, -o, ./letter.env]
      - [rm, ./dk.bin]
      - [rm, ./letter.txt]
      - [open, ./letter.env, -o, ./back.txt, --as, alice]
    fails: [opens]
    says: { en: "Dear Ms. Aoki, this is the list.", ja: "Dear Ms. Aoki, this is the list." }
  - id: letter-beside-the-envelope
    steps:
      - [gdk, alias/ledger, --context, doc=letter, --plain, ./dk.bin, --wrapped, ./dk.enc, --as, alice]
      - [seal, ./letter.txt, --with, ./dk.bin, --wrapped, ./dk.enc, --context, doc=letter, -o, ./letter.env]
      - [rm, ./dk.bin]
      - [open, ./letter.env, -o, ./back.txt, --as, alice]
    fails: [no-letter-left]
    says: { en: lies beside, ja: そのまま残っています }
  - id: made-by-root
    steps:
      - [gdk, alias/ledger, --context, doc=letter, --plain, ./dk.bin, --wrapped, ./dk.enc]
      - [seal, ./letter.txt, --with, ./dk.bin, --wrapped, ./dk.enc, --context, doc=letter, -o, ./letter.env]
      - [rm, ./dk.bin]
      - [rm, ./letter.txt]
      - [open, ./letter.env, -o, ./back.txt, --as, alice]
    fails: [made-a-data-key]
    says: { en: no GenerateDataKey by alice, ja: alice による GenerateDataKey }
  - id: never-opened
    steps:
      - [gdk, alias/ledger, --context, doc=letter, --plain, ./dk.bin, --wrapped, ./dk.enc, --as, alice]
      - [seal, ./letter.txt, --with, ./dk.bin, --wrapped, ./dk.enc, --context, doc=letter, -o, ./letter.env]
      - [rm, ./dk.bin]
      - [rm, ./letter.txt]
    fails: [unwrapped]
    says: { en: nobody has asked, ja: まだ誰も }

"""###)
}
