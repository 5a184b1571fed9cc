// swift-format-ignore-file
// Made by embed.py out of Labs/13-two-doors/text.en.md. Change that, and run embed.py.

extension BuiltInLabs {
    static let file13TwoDoorsTextEnMd = text(
###"""
# IAM says yes, the key says no

## story
The vault's key has a new policy. Since then alice and bob call: they cannot
decrypt, although IAM allows both kms:Decrypt on "*". Mallory, who administers
the account and may everything in IAM, smiles: "I will give them more IAM."

Carol manages the key and must never use it. Mallory must not use it either,
and neither must account 444455556666. And should carol's account ever be
lost, the root user has to be able to mend the policy.

## task doors
First ask, then act. What stops bob?

$ kmslab why --as bob kms:Decrypt alias/vault
$ kmslab can --matrix --as bob --as carol --as mallory --action kms:Decrypt
$ kmslab key policy get alias/vault

Then let alice and bob in, and nobody else. There are three ways: name them in
the key's policy, let the key's policy ask IAM, or give a grant. Try each and
undo it (kmslab undo); leave the one that you like best.

$ kmslab key policy put alias/vault @policy.json --as carol
$ kmslab grant create alias/vault --to ARN --operation NAME --as carol

## check insiders / title
alice and bob may decrypt
## check insiders / pass
Both may: the key itself said so, or said whom to ask.
## check insiders / fail
{who} may not {do} yet. Stopped at: {stopped} (resource is the key's own
policy, identity is IAM).
## check outsiders / title
nobody else may use the key
## check outsiders / pass
mallory and the other account stay outside, whatever their IAM says.
## check outsiders / fail
{who} stands outside and may {do} now. Whom does the new statement let
in?
## check carol-manages / title
carol still manages the key
## check carol-manages / pass
carol may change the policy and switch the key off.
## check carol-manages / fail
carol no longer manages the key: {do} ended at {stopped}.
## check carol-blind / title
carol cannot use the key
## check carol-blind / pass
Managing and using are two jobs, and carol has one.
## check carol-blind / fail
carol may {do}. Who manages a key should not be able to read with it.
## check spare-key / title
the root user can mend the policy
## check spare-key / pass
The spare key is in its place.
## check spare-key / fail
The root user may not change the policy any more ({stopped}). If carol is
lost, so is the key.

## hint insiders 1
Which of the two documents did `why` stop at?
## hint insiders 2
Everything in IAM is worth nothing here until the key's policy says a word
about these two, or hands the question to IAM.
## hint insiders 3
Add a statement for the two users with the one action that they need. Keep the
statements that are there.
## hint outsiders 1
If the key asks IAM: what does IAM say about mallory?
## hint outsiders 2
A principal that is the account means: ask IAM about everybody in it. A
principal that is a star means everybody there is.
## hint outsiders 3
Name the two users, or narrow the question to them with the condition key
aws:PrincipalArn.
## hint carol-manages 1
PutKeyPolicy replaces the whole document.
## hint carol-manages 2
Compare `kmslab key policy get` with what you had at the start.
## hint carol-manages 3
Put carol's statement back beside the new one.
## hint carol-blind 1
Which of carol's statements lets her read?
## hint carol-blind 2
Look for actions such as Decrypt or a star, and principals that include her.
## hint carol-blind 3
Take carol out of the statement for readers.
## hint spare-key 1
Who could help if carol's user were deleted tonight?
## hint spare-key 2
A key's policy is the only way in: not even the root user has rights that it
does not give.
## hint spare-key 3
The statement RootKeepsTheKey has to stay.

## predict bob
bob's IAM policy allows kms:Decrypt on every key. The key's policy does not
mention him, and denies nothing. May he decrypt?
## predict bob / option yes
he may
## predict bob / option no
he may not
## predict bob / because
For KMS the key's policy is the first door. It must allow, or delegate to
IAM; silence is a refusal. Elsewhere in AWS an Allow in IAM would be enough.
## predict mallory
mallory's IAM policy allows everything on everything. May she decrypt?
## predict mallory / option yes
she may
## predict mallory / option no
she may not
## predict mallory / because
An administrator of the account is nobody to a key whose policy does not ask
IAM.
## predict carol
carol has no IAM policy at all. May she change the key's policy?
## predict carol / option yes
she may
## predict carol / option no
she may not
## predict carol / because
Inside one account being named in the key's policy is enough. IAM need not
say anything.

## aha
Two doors in a row. The key's policy is the first. It may open by itself (you
are named), hand its key to the second door (the account as principal: "ask
IAM"), or stay shut, and then IAM can say what it likes.

## exam
- The key policy comes first: IAM alone never gives access to a KMS key.
- Principal "arn:aws:iam::ACCOUNT:root" = ask IAM, not "the root user only".
- Three routes: named in the key policy, IAM through delegation, a grant.

## break
A study note says: "IAM allow and no deny in the key policy = allowed." You
have seen the counter-example; show it to somebody with kmslab why. Then find
out why the note is right for most keys: look at the standard policy of a key
that was made with `kmslab key create`.

"""###)
}
