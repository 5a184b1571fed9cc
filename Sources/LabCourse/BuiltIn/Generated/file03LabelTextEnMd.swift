// swift-format-ignore-file
// Made by embed.py out of Labs/03-label/text.en.md. Change that, and run embed.py.

extension BuiltInLabs {
    static let file03LabelTextEnMd = text(
###"""
# The label on the envelope

## story
Kumo Bank runs a clinic for its staff. A row of its table is the number of a
patient and a diagnosis, encrypted directly under alias/med: row-1.enc belongs
to patient {p1}, row-2.enc to patient {p2}. The application (role/app) looks a
number up and decrypts whatever lies in that row.

Mallory has no key at all. But she may write to the table. Try it for her:

$ mv row-1.enc x.enc; mv row-2.enc row-1.enc; mv x.enc row-2.enc
$ kmslab decrypt row-1.enc -o - --as role/app

Then swap them back. Every byte was genuine, and the answer was wrong.

## task label
Encrypt both rows anew so that each opens only for its own patient: the
encryption context is the label patient=NUMBER.

$ kmslab encrypt FILE --direct --key alias/med --context KEY=VALUE -o OUT
$ aws kms encrypt --plaintext fileb://FILE --encryption-context KEY=VALUE ...

KMS can also do it without showing you the text: kmslab reencrypt, or
aws kms re-encrypt.

## task rule
Now make it a rule: role/app may decrypt under alias/med only when it says
which patient. The condition key is kms:EncryptionContext:patient. Carol
manages the key's policy.

$ kmslab key policy get alias/med
$ kmslab key policy put alias/med @policy.json --as carol

## check no-swap / title
the swap no longer works
## check no-swap / pass
Swapped on a fork, both rows were refused: the label is part of what the
tag proves.
## check no-swap / fail
On a fork the swap was tried with row {row}, and it went wrong: {error}.
## check no-swap / fail works
The swap still works: the application cannot tell row {row} from row
{other}, because one and the same label opens both.
## check no-swap / fail broken
Row {row} does not open with its own label ({error}).
## check no-swap / fail missing
The file of row {row} is not in the workspace.

## check right-text / title
patient {p1} gets the right text
## check right-text / pass
Patient {p1} opens with the label, and it is the right text.
## check right-text / fail
row-1.enc could not be read with patient={p1}: {error}.
## check right-text / fail other
With patient={p1} another text comes out: "{found}". Were the rows still
swapped when you labelled them?
## check right-text / fail missing
There is no row-1.enc in the workspace.

## check no-name / title
nothing private stands in a label
## check no-name / pass
The trail names numbers only. Labels are not secret, and these may be
read.
## check no-name / fail
A patient's name or diagnosis stands in the trail ({count} times). A
label is written to every log in the clear, and the trail forgets
nothing: begin again with a reset.

## check shifted / title
a label cannot be cut elsewhere
## check shifted / pass
The same letters cut differently are another label, and were refused.
## check shifted / fail
The same letters, cut differently, were taken for the label: {error}.

## check app-needs-label / title
no label, no text
## check app-needs-label / pass
role/app without a label is stopped by an explicit Deny.
## check app-needs-label / fail
role/app may still use {on} without a label. So it can be fooled into
reading any row that has none.
## check app-needs-label / fail reason
role/app is refused, but no Deny says so. It ended at: {stopped}.

## check app-reads / title
with its label the application still reads
## check app-reads / pass
With patient={p1} role/app may decrypt.
## check app-reads / fail
Even with the right label role/app may not decrypt any more. It ended at:
{stopped}.

## hint no-swap 1
What in a row says whose row it is? And does anything check that?
## hint no-swap 2
AES-GCM takes an input that is authenticated and not encrypted. KMS calls it
the encryption context. Compare what `explain` shows before and after.
## hint no-swap 3
Each row needs a value of its own in --context, and both rows need one. Open
with the old context (none), seal with the new one.
## hint right-text 1
Look at the text that row 1 gives you before you label it.
## hint right-text 2
A label makes whatever you seal into the truth, even a mix-up.
## hint right-text 3
Undo until the rows are as they were, see which file holds the penicillin, and
seal that one for patient {p1}.
## hint no-name 1
Who can read an encryption context?
## hint no-name 2
Run `kmslab trail --json` and look for requestParameters.
## hint no-name 3
Take the number, never the name. What is in the trail stays there: reset the
lab and go a second time.
## hint shifted 1
Where does the key of a pair end, and where does its value begin?
## hint shifted 2
Compare the bytes that go into the tag for a=bc and for ab=c.
## hint shifted 3
There must be lengths in front of keys and values.
## hint app-needs-label 1
An Allow that needs a label does not help while another Allow needs none.
## hint app-needs-label 2
Which effect wins over every Allow? And which operator asks whether a key of
the request is absent at all?
## hint app-needs-label 3
Add a second statement: Deny, for the role, Decrypt only, with the operator
Null on the condition key and the value "true".
## hint app-reads 1
`kmslab why` shows the statement that stopped the application.
## hint app-reads 2
A Deny without a condition holds always.
## hint app-reads 3
Keep the Deny, and give it a condition that is met only when the label is
absent.

## predict swap
Before any label: Mallory swaps the two files. What does the application get
when it asks for patient {p1}?
## predict swap / option own
the text of patient {p1}
## predict swap / option other
the text of patient {p2}
## predict swap / option error
an error: the tag does not fit
## predict swap / because
The tag proves that KMS made the ciphertext and that no bit changed. It says
nothing of the row it lies in, until you bind the row to it.

## predict public
Where is an encryption context written down?
## predict public / option secret
nowhere: it is as secret as the text
## predict public / option public
in the clear, in every event of the trail
## predict public / because
The context is authenticated, not encrypted. CloudTrail shows it, and that
is what makes it useful for audits.

## aha
The label is not stored in the ciphertext: its bytes go into the tag, and that
is all. Two ciphertexts of one text under two labels have the same length. Who
opens must say the same pairs, byte by byte; the order does not matter.

## exam
- Encryption context = additional authenticated data: exact match, or no text.
- It is not secret: CloudTrail shows it. Never put personal data in it.
- Policies use it (kms:EncryptionContext:KEY), and grants can demand it.

## break
Give {"patien": "t{p1}"} instead of {"patient": "{p1}"}: the letters are the
same. Three well-known emulators of KMS glue keys and values together without
lengths, and open. This one must not.
For a web application the value can be a variable of the policy, such as
${cognito-identity.amazonaws.com:sub}: each user opens only their own rows.

"""###)
}
