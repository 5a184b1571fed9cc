// swift-format-ignore-file
// Made by embed.py out of Labs/01-envelope-by-hand/text.en.md. Change that, and run embed.py.

extension BuiltInLabs {
    static let file01EnvelopeByHandTextEnMd = text(
###"""
# The letter in the envelope
## story
Alice has a letter of nine kilobytes. KMS takes 4,096 bytes at a time, and it
would be a strange place to send letters to anyway.

So she does what every service of AWS does inside: she asks KMS for a small
key, locks the letter with that, and lets KMS lock the small key.
## task seal
Seal letter.txt into letter.env, by hand, as alice.

1. Ask KMS for a data key under alias/ledger, with the encryption context
   doc=letter. You get it twice: in the clear, and wrapped.
2. Seal the letter with one of the two, and put the other one inside.
3. Leave nothing lying about with which somebody could do without KMS.

The verbs are gdk, seal and explain; each has --help. First try what happens
without an envelope:
$ kmslab encrypt letter.txt --direct --key alias/ledger --as alice
## task open
Open the envelope again, as alice, and keep what comes out in back.txt. Then
look at the trail: what did KMS see of the letter?
## check made-a-data-key / title
alice has a data key from KMS
## check made-a-data-key / pass
The trail has {count} GenerateDataKey by alice for doc=letter.
## check made-a-data-key / fail
The trail has no GenerateDataKey by alice under {on} with doc=letter.
## hint made-a-data-key 1
What is small enough to send to KMS, and who sends it?
## hint made-a-data-key 2
`kmslab trail` shows who asked for what. Is it alice? Is the context there?
## hint made-a-data-key 3
`kmslab gdk --help`: the key comes first, --context takes doc=letter, and
--as says who asks.
## check opens / title
letter.env opens, and is the letter
## check opens / pass
{file} opens to the letter, to the last byte.
## check opens / fail
{file} does not open: {message} ({error}).
## check opens / fail missing
There is no {file} yet.
## check opens / fail other
{file} opens, but not to the letter. It begins: {found}
## hint opens 1
Three things go into the envelope. Which of them does a reader need first?
## hint opens 2
`kmslab explain letter.env` names every part. Whose is the wrapped key?
## hint opens 3
seal takes the plain key with --with and puts the wrapped one inside with
--wrapped; both have to come from the same gdk.
## check really-uses-kms / title
Without the KMS key nobody opens it
## check really-uses-kms / pass
With {key} disabled it no longer opens ({error}). KMS guards the letter.
## check really-uses-kms / fail
With {key} disabled {file} still opens: the key to it is inside, in the clear.
## check really-uses-kms / fail missing
There is no {file} yet.
## check really-uses-kms / fail refused
{file} does not even open with {key} enabled: {message}.
## hint really-uses-kms 1
When the KMS key is switched off, what should no longer open?
## hint really-uses-kms 2
A log line that says GenerateDataKey shows that a key was made, not that it
was used. Which key locked your letter?
## hint really-uses-kms 3
The letter is locked with the plain data key; beside it lies the wrapped one.
Neither a passphrase nor the plain key belongs inside.
## check no-key-left / title
No data key lies about
## check no-key-left / pass
No file here holds a data key in the clear.
## check no-key-left / fail
{file} holds a data key in the clear ({form}). Whoever has it needs no KMS.
## hint no-key-left 1
gdk wrote two files. Which one may stay?
## hint no-key-left 2
A data key lives for as long as somebody needs it, and not in a file.
## hint no-key-left 3
The wrapped key can lie anywhere: without KMS it is noise. The other cannot.
## check no-letter-left / title
The letter itself is gone
## check no-letter-left / pass
{file} is gone; the envelope is what is left.
## check no-letter-left / fail
{file} lies beside the envelope. A thief would take that one.
## hint no-letter-left 1
What would somebody copy who finds this folder?
## hint no-letter-left 2
List the folder. Which file makes the envelope useless?
## hint no-letter-left 3
Once the envelope opens, the original is not needed any more.
## check unwrapped / title
alice has opened the envelope with the help of KMS
## check unwrapped / pass
The trail has {count} Decrypt by alice for doc=letter.
## check unwrapped / fail
So far nobody has asked KMS to unwrap the key as alice with doc=letter.
## hint unwrapped 1
What has to happen to the wrapped key before the letter can be read?
## hint unwrapped 2
`kmslab open --help`: the verb asks KMS by itself. As whom?
## hint unwrapped 3
Open the envelope into back.txt, and say with --as who you are.
## predict direct
`kmslab encrypt letter.txt --direct` sends the letter itself to KMS. What will
happen?
## predict direct / option works
KMS encrypts it
## predict direct / option refused
KMS takes no letter as long as this
## predict direct / because
Encrypt takes 4,096 bytes at most. Larger things get an envelope.
## predict calls
How many requests to KMS does it take to seal the nine kilobytes?
## predict calls / because
One GenerateDataKey, whether the letter has nine kilobytes or nine gigabytes.
## aha
Two boxes: the letter in the one that the data key locks, and the data key in
the one that KMS locks. Only the small box ever travels to the service. That
is all that "envelope encryption" means.
## exam
- Data over 4 KB: GenerateDataKey, encrypt locally, store the wrapped key
  beside the data, forget the plain key.
- Decrypt gets the wrapped key, never the data.
- Disable the KMS key and every envelope under it stays shut.
## break
Flip a byte anywhere. Which box complains?
$ kmslab flip letter.env 0x40
$ kmslab open letter.env -o x.txt --as alice

"""###)
}
