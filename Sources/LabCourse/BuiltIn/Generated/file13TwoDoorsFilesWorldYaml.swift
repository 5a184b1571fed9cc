// swift-format-ignore-file
// Made by embed.py out of Labs/13-two-doors/files/world.yaml. Change that, and run embed.py.

extension BuiltInLabs {
    static let file13TwoDoorsFilesWorldYaml = text(
###"""
# Kumo Bank on the day when the vault's key was made: IAM is generous, the key's own policy is not.
kmslab: 1
accounts:
  "111122223333":
    users:
      alice:
        tags: {job: developer}
        policies:
          UseKeys: {Version: 2012-10-17, Statement: [{Effect: Allow, Action: [kms:Decrypt, kms:DescribeKey], Resource: "*"}]}
      bob:
        tags: {job: operator}
        policies:
          UseKeys: {Version: 2012-10-17, Statement: [{Effect: Allow, Action: [kms:Decrypt, kms:DescribeKey], Resource: "*"}]}
      carol: {tags: {job: key-administrator}}
      mallory:
        tags: {job: administrator}
        policies:
          Everything: {Version: 2012-10-17, Statement: [{Effect: Allow, Action: "*", Resource: "*"}]}
    keys:
      vault:
        id: b0a7c5d2-41e3-4f78-9a66-20d1f3e8c914
        description: the vault
        policy:
          Version: 2012-10-17
          Statement:
            - Sid: RootKeepsTheKey
              Effect: Allow
              Principal: {AWS: "arn:aws:iam::111122223333:root"}
              Action: [kms:Describe*, kms:Get*, kms:List*, kms:Put*, kms:Enable*, kms:Disable*]
              Resource: "*"
              Condition: {StringEquals: {aws:PrincipalArn: "arn:aws:iam::111122223333:root"}}
            - Sid: CarolManages
              Effect: Allow
              Principal: {AWS: "arn:aws:iam::111122223333:user/carol"}
              Action: [kms:Describe*, kms:Get*, kms:List*, kms:Put*, kms:Enable*, kms:Disable*, kms:CreateGrant, kms:RevokeGrant]
              Resource: "*"
  "444455556666": {}

"""###)
}
