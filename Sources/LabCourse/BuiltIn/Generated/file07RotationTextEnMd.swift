// swift-format-ignore-file
// Made by embed.py out of Labs/07-rotation/text.en.md. Change that, and run embed.py.

extension BuiltInLabs {
    static let file07RotationTextEnMd = text(
###"""
# A year in a minute

## story
In January Alice asked alias/ledger for a data key, sealed the books with it
(january.env) and kept the wrapped data key beside them (january.dk). The
auditors want the key to be rotated once a year, and everybody at Kumo Bank
fears the same night: terabytes to be decrypted and encrypted again.

Let a year go by and see what really happens.

## task year
Carol turns automatic rotation on, then a year passes. Afterwards, as Alice,
open January's data key and the books with it. Watch which material did it.

$ kmslab key rotation on KEY --days 365 --as carol
$ kmslab clock advance 366d
$ kmslab tree alias/ledger
$ kmslab decrypt january.dk --context month=january -o k --as alice
$ kmslab open january.env --with k -o back.csv
$ aws kms enable-key-rotation --key-id ID --rotation-period-in-days 365
$ aws kms list-key-rotations --key-id ID

## task move
Now move January's data key, and nothing else, to the new material: in place,
so that january.dk is the moved one. KMS has one operation that decrypts and
encrypts inside. Then answer the auditors' question.

$ kmslab lab answer bytes NUMBER

## check new-material / title
the key has new material
## check new-material / pass
{found} materials under one key id: the trunk is the same, the rings are
new.
## check new-material / fail
The key has only {found} material. Rotation happens when its day comes,
and the lab's clock moves when you tell it to.
## check same-key / title
it is still the same key
## check same-key / pass
alias/ledger points to the key it always pointed to.
## check same-key / fail
alias/ledger now points to another key. That is no rotation: whatever
names the old key by id or ARN, policies and grants included, does not
follow.
## check looked / title
January's data key was opened
## check looked / pass
It opened, and the event names the material: KMS picked it by itself.
## check looked / fail
No Decrypt of January's data key is in the trail. Open it before you move
it, and look which material did it.
## check on-new-material / title
january.dk lies under the newest material
## check on-new-material / pass
january.dk is wrapped by material #{found}, the newest.
## check on-new-material / fail
january.dk is still wrapped by material #{found}. That is no error: it
opens. But the task was to move it.
## check on-new-material / fail missing
january.dk is gone from the workspace.
## check on-new-material / fail other-key
january.dk is wrapped by another key.
## check still-fits / title
the books still open
## check still-fits / pass
january.dk opens, and the key in it opens the books.
## check still-fits / fail
january.env no longer opens with what is in january.dk ({error}): the
wrapped key must stay the one that the books were sealed with, and its
KMS key on.
## check still-fits / fail other
The books open to something else: "{found}".
## check still-fits / fail missing
january.env or january.dk is gone from the workspace.
## check body-untouched / title
not a byte of the books changed
## check body-untouched / pass
january.env is byte for byte what it was in January.
## check body-untouched / fail
january.env has other bytes: you encrypted the data again. Moving a
wrapped data key does not need that, whatever the books weigh.
## check bytes / title
the auditors' question
## check bytes / pass
Right: {given}. Rotation adds a material, and re-wrapping moves 32 bytes
of key.
## check bytes / fail
{given} is not it. Look at january.env before and after: compare the file
with itself.
## check bytes / fail unanswered
The question is still open.

## hint new-material 1
Same lock plate, new cylinder. When does the locksmith come?
## hint new-material 2
`kmslab key rotation status alias/ledger` shows the next date, `kmslab clock`
shows today's.
## hint new-material 3
Turn it on first, then move the clock past the date. A disabled key is not
rotated; it catches up when it is enabled.
## hint same-key 1
What is it that a rotation keeps?
## hint same-key 2
Compare the key's id behind the alias now with the one in `kmslab trail`.
## hint same-key 3
Undo until the alias points to the old key, and rotate that one.
## hint looked 1
A ciphertext names its material. Which one does KMS take to open it?
## hint looked 2
Look for keyMaterialId in `kmslab trail --json`.
## hint looked 3
Decrypt january.dk with its context as Alice, while it still lies under the
first material.
## hint on-new-material 1
Rotation leaves every old ciphertext where it is. What moves one?
## hint on-new-material 2
`explain january.dk` shows the material. Which operation of KMS has two
contexts, one to open with and one to seal with?
## hint on-new-material 3
ReEncrypt, with the same key as its destination and the same context on both
sides. Write the result over january.dk.
## hint still-fits 1
The books know one key only: the one that sealed them.
## hint still-fits 2
GenerateDataKey makes a new key each time. ReEncrypt wraps the same one anew.
## hint still-fits 3
Undo, and do not ask for a data key again. Is the KMS key enabled?
## hint body-untouched 1
What is small here, and what is large?
## hint body-untouched 2
Only the small box is wrapped by the KMS key.
## hint body-untouched 3
Undo to January's file, and have only the wrapped key encrypted anew.
## hint bytes 1
Which of the two files did the rotation touch?
## hint bytes 2
Rotation touched neither. Re-wrapping touched january.dk. The question is of
the customers' data.
## hint bytes 3
Count the bytes of january.env that differ from January's.

## predict old-opens
After the rotation: does January's wrapped data key still open?
## predict old-opens / option opens
yes, as before
## predict old-opens / option fails
no, it was made with the old material
## predict old-opens / because
KMS keeps every material of the key for decryption and picks the right one
by itself. Nobody has to know which.
## predict rewritten
What does KMS itself encrypt anew when a key rotates?
## predict rewritten / option all
all data under the key
## predict rewritten / option keys
all data keys under the key
## predict rewritten / option nothing
nothing
## predict rewritten / because
KMS has neither your data nor your wrapped data keys. It only uses the
newest material from then on.

## answer bytes
How many bytes of the customers' data (january.env) did rotating and moving
change?

## aha
A KMS key is a trunk with rings. Its id, ARN, aliases, policy and grants stay;
a new ring is used for encrypting, all rings for decrypting. A ciphertext
hangs on its ring until somebody moves it.

## exam
- Automatic rotation: new material, same key id, 90 to 2560 days, default 365.
- Old ciphertext opens as before; rotation re-encrypts nothing.
- Imported keys rotate on demand only; asymmetric and HMAC keys do not rotate.

## break
Suppose material #1 leaked. Does rotation protect January's books? It does
not: who has the old wrapped key can open it, and the books. Only new data
keys, and the data encrypted again with them, help. Disable the key before its
day and enable it a month later: when does it rotate?

"""###)
}
