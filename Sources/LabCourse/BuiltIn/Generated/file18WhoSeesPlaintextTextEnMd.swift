// swift-format-ignore-file
// Made by embed.py out of Labs/18-who-sees-plaintext/text.en.md. Change that, and run embed.py.

extension BuiltInLabs {
    static let file18WhoSeesPlaintextTextEnMd = text(
###"""
# Four ways, nine pairs of eyes

## story
"It is encrypted" says nothing until you say against whom. Kumo Bank has a
contract to store in kumo-letters, and there are four ways with six variants:
by S3's own key (SSE-S3), by KMS (SSE-KMS, with AWS's key or your own), by a
key that you bring along (SSE-C), or sealed before it leaves your hands
(client side, by KMS or by your own key).

Who holds the key at the moment of reading? That is the whole lab.

## task guess
First guess, then look. bob may read objects and use no key.

$ kmslab lab predict

Afterwards let the lab find out by trying, and correct your guesses:

$ kmslab matrix kumo-letters
$ kmslab matrix kumo-letters --why sse-kms reader

## task ways
As alice, store contract.txt six times in kumo-letters: as 1-sse-s3,
2-aws-key, 3-own-key (alias/letters), 4-sse-c, 5-client-kms (sealed under
alias/letters first) and 6-client-own (sealed with a key or a passphrase of
your own first).

$ kmslab object put FILE BUCKET/KEY --sse s3|kms|c --sse-key KEY --as alice
$ kmslab object put FILE BUCKET/KEY --sse c --sse-c-key c.key --as alice
$ kmslab encrypt FILE --key KEY -o OUT          (sealed here, key in KMS)
$ kmslab seal FILE --with own.key -o OUT        (sealed here, key with you)
$ openssl rand -hex 32 > c.key; openssl rand 32 > own.key
$ aws s3 cp FILE s3://BUCKET/KEY --sse aws:kms --sse-kms-key-id alias/letters

## task rule
Last: store it once more as kumo-letters/rule, the cheapest way in which bob
cannot read it and role/app can, without another program or another secret.

## check guessed / title
at least 4 of 5 guesses are right
## check guessed / pass
{right} of {of} right. The matrix was computed by trying, not looked up.
## check guessed / fail
{right} of {of} are right so far. Look at the matrix, and guess again.
## check guessed / fail unmade
{made} of {of} guesses are made.
## check way-1 / title
1: whoever may read objects reads it
## check way-1 / pass
bob read it: S3 opens SSE-S3 for everybody who has s3:GetObject.
## check way-1 / fail
bob cannot read 1-sse-s3 ({error}). Under SSE-S3 he could: no key is
asked.
## check way-1 / fail noise
bob got bytes, but not the contract.
## check way-2 / title
2: AWS's key, through KMS
## check way-2 / pass
bob reads it, and the event names aws/s3: inside the account that key
opens for everybody who comes through S3.
## check way-2 / fail
bob asked for 2-aws-key and was answered {error}. Which key is it under?
## check way-2 / fail differs
2-aws-key is encrypted with {found}, not through KMS.
## check way-3 / title
3: your own KMS key
## check way-3 / pass
With alias/letters switched off on a fork it no longer opened.
## check way-3 / fail
3-own-key still opens with alias/letters switched off: it is under
another key.
## check way-3 / fail missing
There is no kumo-letters/3-own-key yet.
## check way-3 / fail refused
alice cannot open 3-own-key: {error}.
## check way-4 / title
4: the key comes with the request
## check way-4 / pass
Without the key even the root user was refused ({error}).
## check way-4 / fail
The root user asked for 4-sse-c without a key, and it ended with {error}.
## check way-4 / fail succeeded
The root user read 4-sse-c without a key. S3 keeps no key for SSE-C
objects, so this is none.
## check way-5 / title
5: sealed here, and KMS has the key
## check way-5 / pass
It opens through alias/letters and through nothing else.
## check way-5 / fail
5-client-kms still opens with alias/letters switched off: another key
seals it.
## check way-5 / fail missing
There is no kumo-letters/5-client-kms yet.
## check way-5 / fail refused
5-client-kms does not open through KMS ({error}).
## check way-5-sealed / title
5: S3 never has the text
## check way-5-sealed / pass
What S3 hands out is still sealed.
## check way-5-sealed / fail
S3 itself opens 5-client-kms and hands out the contract. Sealed by the
server is not sealed by you.
## check way-5-sealed / fail missing
There is no kumo-letters/5-client-kms yet.
## check way-6 / title
6: nobody but you has the key
## check way-6 / pass
Neither S3 nor the root user got the text, not even in a year.
## check way-6 / fail
{who} got the text of 6-client-own. Whose key seals it?
## check way-6 / fail missing
There is no kumo-letters/6-client-own yet.
## check app-reads / title
the rule: role/app reads
## check app-reads / pass
role/app read it.
## check app-reads / fail
role/app cannot read kumo-letters/rule: {error}.
## check app-reads / fail noise
role/app gets bytes of kumo-letters/rule, but not the contract.
## check bob-blind / title
the rule: bob does not
## check bob-blind / pass
bob has s3:GetObject and was refused: he may not use the key.
## check bob-blind / fail
bob reads kumo-letters/rule. s3:GetObject was enough.
## check bob-blind / fail missing
There is no kumo-letters/rule yet.

## hint guessed 1
Who holds the key at the moment of reading?
## hint guessed 2
SSE: S3 opens it for whoever may read, after asking KMS in the reader's name
if a KMS key is involved. Client side: S3 has nothing to open.
## hint guessed 3
Run the matrix and ask --why for each of the five cells.
## hint way-1 1
What does a bucket do with a file when nobody says anything?
## hint way-1 2
There are three words for --sse. One of them involves no KMS key.
## hint way-1 3
Store it with S3's own key: nobody can be refused that key.
## hint way-2 1
Which key does S3 take when you ask for KMS and name none?
## hint way-2 2
Its alias begins with aws/, and it lets everybody in the account in.
## hint way-2 3
Ask for KMS and leave the key out.
## hint way-3 1
Switch your key off: what should stop to open?
## hint way-3 2
`object head` shows under which key the object is.
## hint way-3 3
Ask for KMS and name alias/letters.
## hint way-4 1
If you bring the key, who has to bring it the next time?
## hint way-4 2
--sse c takes a file with 32 bytes, as hex for example.
## hint way-4 3
Make a key file with openssl and name it in --sse-c-key. Keep it: S3 does not.
## hint way-5 1
Seal first, store then. Under which key did you seal?
## hint way-5 2
`kmslab encrypt` makes an envelope: KMS wraps its data key.
## hint way-5 3
Encrypt the file under alias/letters here, and store what comes out.
## hint way-5-sealed 1
Get the object as root and look at it. Can you read it?
## hint way-5-sealed 2
Server side encryption ends where S3 hands the bytes out.
## hint way-5-sealed 3
Store the sealed file, not contract.txt.
## hint way-6 1
Who could be ordered to open it?
## hint way-6 2
Every key in KMS can be used by somebody in the account. This one must not be
there.
## hint way-6 3
`kmslab seal` with a key file or a passphrase, then store what comes out.
## hint app-reads 1
What does role/app have? Objects, and keys whose policy asks IAM.
## hint app-reads 2
It has no other file and no other program than its request to S3.
## hint app-reads 3
Look at the matrix: which rows show P for a reader with Decrypt?
## hint bob-blind 1
bob may read every object. What may he not?
## hint bob-blind 2
Find the first row of the matrix in which a reader is refused and a reader
with Decrypt is not.
## hint bob-blind 3
It is a server side way, with a key whose policy you control.

## predict thief
SSE-S3: somebody steals the disk. What is on it?
## predict thief / option plaintext
the plaintext
## predict thief / option noise
bytes that are noise
## predict thief / option refused
a refusal
## predict thief / because
Everything in S3 lies encrypted on disks, since 2023 without asking. The
disk thief is the one enemy that SSE-S3 is made against.
## predict reader-s3
SSE-S3: bob has s3:GetObject and no rights to keys. What does he get?
## predict reader-s3 / option plaintext
the plaintext
## predict reader-s3 / option noise
bytes that are noise
## predict reader-s3 / option refused
a refusal
## predict reader-s3 / because
S3 decrypts for whoever may read. Encryption with S3's own key is no access
control.
## predict reader-own
SSE-KMS with your own key: bob has s3:GetObject and no rights to keys. What
does he get?
## predict reader-own / option plaintext
the plaintext
## predict reader-own / option noise
bytes that are noise
## predict reader-own / option refused
a refusal
## predict reader-own / because
S3 asks KMS in bob's name. Two doors: the object's and the key's.
## predict service
SSE-KMS with your own key: what is in S3's own memory while it answers?
## predict service / option plaintext
the plaintext
## predict service / option noise
bytes that are noise
## predict service / option refused
a refusal
## predict service / because
Server side means that the server has the plaintext for a moment. Only
client side encryption changes that.
## predict root-client
Sealed with your own key before it left: what does the root user get?
## predict root-client / option plaintext
the plaintext
## predict root-client / option noise
bytes that are noise
## predict root-client / option refused
a refusal
## predict root-client / because
Rights are no keys. Root may read every byte, and every byte is noise.

## aha
SSE-S3 differs from no encryption for one pair of eyes: the disk thief's.
AWS's own KMS key adds a line in the log and a shut door for other accounts.
Your own KMS key is the first that keeps readers out, and client side
encryption the first that keeps S3 out.

## exam
- SSE-S3: no access control. SSE-KMS: kms:Decrypt is needed too, and logged.
- SSE-C: your key in every request, HTTPS only, never kept. DSSE: two layers.
- Client side: AWS never has the plaintext. The line is a matter for TLS.

## break
Without TLS the eyes on the wire open: kmslab matrix kumo-letters --http.
Which rows change, and why is SSE-C refused altogether?

"""###)
}
