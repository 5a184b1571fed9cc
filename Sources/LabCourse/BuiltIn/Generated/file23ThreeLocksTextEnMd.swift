// swift-format-ignore-file
// Made by embed.py out of Labs/23-three-locks/text.en.md. Change that, and run embed.py.

extension BuiltInLabs {
    static let file23ThreeLocksTextEnMd = text(
###"""
# Three locks and a name

## story
The law wants Kumo Bank to keep its ledgers for seven years, unchangeable, for
the root user too. The bucket kumo-ledger has Object Lock turned on, and
nothing in it is locked. bob may everything in S3 but pass governance mode;
carol may that as well.

And bob has an accident to confess: he deleted 2024.csv yesterday.

## task ledger
Everything that is written to kumo-ledger from now on must be kept for seven
years, by the bucket itself, so that nobody can delete it. 2025.csv is there
already and needs the same. Not longer than eight years, though: a lock that
nobody can take off is paid for until its last day.

$ kmslab bucket lock BUCKET --mode MODE --years N
$ kmslab lock set BUCKET/KEY --mode MODE --until 90d
$ kmslab locks BUCKET/KEY
$ aws s3api put-object-lock-configuration --bucket BUCKET ...
$ aws s3api put-object-retention --bucket BUCKET --key KEY --retention ...

## task scratch
scratch.csv is for trying things. Lock it for 30 days so that bob cannot
delete it, and carol can when she says that she means it.

## task back
Bring 2024.csv back for alice: that very file, and not a copy of it.

$ kmslab object versions kumo-ledger/2024.csv
$ kmslab object rm BUCKET/KEY --version ID

## check new-files / title
new files are kept for seven years
## check new-files / pass
On a fork a new file was written; nearly seven years later the root user
was refused.
## check new-files / fail
On a fork a new file was to be tried, and {operation} ended with {error}.
## check new-files / fail succeeded
On a fork the root user deleted 2026.csv before its seven years were
over. Who may pass governance mode need only say so.
## check old-file / title
2025.csv is kept for seven years
## check old-file / pass
Neither the bypass nor the missing bucket policy helped: refused.
## check old-file / fail
On a fork 2025.csv was to be deleted, and {operation} ended with {error}.
## check old-file / fail succeeded
On a fork the root user deleted 2025.csv. A bucket's default locks new
versions only, and a policy is no lock: root took it away first.
## check ends / title
and not for ever
## check ends / pass
After eight years on a fork 2025.csv could be deleted.
## check ends / fail
In eight years 2025.csv can still not be deleted ({error}). In compliance
mode nobody can shorten that: undo, while you are in a lab.
## check bob-held / title
bob cannot delete scratch.csv
## check bob-held / pass
bob has s3:DeleteObjectVersion and sent the header. Without the
permission to bypass it was worth nothing.
## check bob-held / fail
bob tried to delete scratch.csv, and it ended with {error}.
## check bob-held / fail succeeded
On a fork bob deleted scratch.csv.
## check carol-passes / title
carol can, when she says so
## check carol-passes / pass
Permission and header together pass governance mode. Without the header
even she is refused, so that nobody deletes by accident.
## check carol-passes / fail
carol cannot delete scratch.csv, although she has the permission and sent
the header ({error}). Which mode is that?
## check readable / title
alice reads 2024.csv again
## check readable / pass
It was there all the time, under a marker.
## check readable / fail
alice cannot read 2024.csv ({error}). What lies on top of the stack?
## check readable / fail noise
alice reads something else under that name.
## check one-plate / title
and it is the very same version
## check one-plate / pass
One plate under that name, the first.
## check one-plate / fail
There are {found} plates under 2024.csv, and one was wanted. Did delete
remove anything? Did you add something?

## hint new-files 1
Which of the two modes has no way past it?
## hint new-files 2
`kmslab bucket lock kumo-ledger` shows what new versions get unasked.
## hint new-files 3
Set the default of the bucket: compliance, and years.
## hint old-file 1
When does a bucket's default look at an object?
## hint old-file 2
`kmslab locks` draws what holds each version. A policy does not show there: it
can be taken away.
## hint old-file 3
Give this version a retention of its own, in the mode that holds root as well,
for a little more than 2555 days.
## hint ends 1
How long is the law's seven years?
## hint ends 2
`kmslab locks kumo-ledger/2025.csv` shows the last day.
## hint ends 3
Undo until the retention is gone, and set one of seven years and a day.
## hint bob-held 1
Nothing holds that version yet.
## hint bob-held 2
There is a mode that holds everybody but those who may pass it.
## hint bob-held 3
Governance, until 30d.
## hint carol-passes 1
Compliance mode knows no carol.
## hint carol-passes 2
Look at the mode with `kmslab lock show`.
## hint carol-passes 3
Undo, and set the other mode.
## hint readable 1
Did delete remove anything? Look at all versions.
## hint readable 2
A plain delete puts a marker on top of the stack. GET looks at the top only.
## hint readable 3
Delete the marker, by its version id. Nothing locks a marker.
## hint one-plate 1
A PUT adds a plate, a plain delete adds a marker. What takes one away?
## hint one-plate 2
`kmslab object versions` lists every plate with its id.
## hint one-plate 3
Delete by version what you added, and the marker.

## predict put-again
2025.csv is locked in compliance mode. bob puts another file under that name.
What happens?
## predict put-again / option refused
it is refused
## predict put-again / option new-version
a new version lies on top; the locked one is as it was
## predict put-again / option overwritten
the locked version is overwritten
## predict put-again / because
Locks hold versions, not names. "Cannot be overwritten" means: the version
cannot.
## predict delete-name
And bob deletes 2025.csv without a version?
## predict delete-name / option refused
it is refused
## predict delete-name / option marker
a delete marker lies on top; GET answers 404
## predict delete-name / option gone
the locked version is gone
## predict delete-name / because
Nothing was removed. It looks like a loss, and is the commonest surprise
with Object Lock.
## predict root-shortens
The root user shortens a retention in compliance mode.
## predict root-shortens / option refused
it is refused
## predict root-shortens / option done
it is done
## predict root-shortens / because
Nobody can: not root, not with the bypass, not AWS's support.
## predict bob-extends
bob, who may not bypass anything, makes it longer.
## predict bob-extends / option refused
it is refused
## predict bob-extends / option done
it is done
## predict bob-extends / because
Longer is always allowed to whoever has s3:PutObjectRetention.

## aha
Under one name lies a stack of plates. Padlocks are on plates, not on the
name: new plates and markers can always be laid on top. Governance has a
master key (permission and header), compliance has none. And a lock keeps the
ciphertext, not its key: without the KMS key the plate is there, and nobody
can read it.

## exam
- Governance: bypass = s3:BypassGovernanceRetention and the header, both.
- Compliance: nobody shortens, changes mode or deletes; extending is allowed.
- PUT makes a new version, DELETE without version a marker, lock or no lock.

## break
Lock a version for a day, and disable its KMS key: kmslab locks shows who
could delete it, and whether it can be read. Then try each of the eighteen
cells: three modes; put again, delete, delete the version, shorten, extend,
change the mode.

"""###)
}
