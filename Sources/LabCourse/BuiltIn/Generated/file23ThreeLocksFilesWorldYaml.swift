// swift-format-ignore-file
// Made by embed.py out of Labs/23-three-locks/files/world.yaml. Change that, and run embed.py.

extension BuiltInLabs {
    static let file23ThreeLocksFilesWorldYaml = text(
###"""
# Kumo Bank's ledger bucket: Object Lock is on, and nothing is locked yet.
kmslab: 1
accounts:
  "111122223333":
    users:
      alice:
        tags: {job: developer}
        policies:
          Objects: {Version: 2012-10-17, Statement: [{Effect: Allow, Action: ["s3:GetObject*", "s3:PutObject", "s3:List*"], Resource: ["arn:aws:s3:::kumo-*"]}]}
      bob:
        tags: {job: operator}
        policies:
          Objects:
            Version: 2012-10-17
            Statement:
              - Effect: Allow
                Action: "s3:*"
                Resource: ["arn:aws:s3:::kumo-*"]
              - Effect: Deny
                Action: "s3:BypassGovernanceRetention"
                Resource: "*"
      carol:
        tags: {job: record keeper}
        policies:
          Objects: {Version: 2012-10-17, Statement: [{Effect: Allow, Action: "s3:*", Resource: ["arn:aws:s3:::kumo-*"]}]}
    buckets:
      kumo-ledger: {versioning: Enabled, object-lock: true}

"""###)
}
