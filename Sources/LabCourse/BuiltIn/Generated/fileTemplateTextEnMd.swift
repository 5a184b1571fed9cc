// swift-format-ignore-file
// Made by embed.py out of Labs/template/text.en.md. Change that, and run embed.py.

extension BuiltInLabs {
    static let fileTemplateTextEnMd = text(
###"""
# A key that rests
## story
The ledger is closed for the year. Nobody should use its key until January.
## task switch-off
Disable alias/ledger, and leave the other keys alone.
## check is-off / title
alias/ledger is disabled
## check is-off / pass
alias/ledger is {found}.
## check is-off / fail
alias/ledger is {found}; it should be {wanted}.
## hint is-off 1
What states can a key be in?
## hint is-off 2
`kmslab key --help` lists what can be done with a key.
## hint is-off 3
There is a verb for exactly this, and it can be taken back.
## check others-work / title
alice can still use alias/med
## check others-work / pass
{who} may {do} with {on}.
## check others-work / fail
{who} may no longer {do} with {on}: it ends at {stopped}.
## hint others-work 1
Is the key at fault, or the person's policy?
## hint others-work 2
`kmslab why --as alice kms:Encrypt alias/med` says where it ends.
## hint others-work 3
Only the key had to rest. Take back what you did to alice.
## predict reads
Will alice be able to decrypt the ledger while its key is disabled?
## predict reads / because
A disabled key decrypts nothing, whoever asks.
## aha
Disabling is the seat belt of keys: at once, for everybody, and reversible.
## exam
- A disabled key neither encrypts nor decrypts.
- Disabling can be taken back at once; deleting waits 7 to 30 days.
- The key's id, alias and policy stay as they are.

"""###)
}
