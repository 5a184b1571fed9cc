// swift-format-ignore-file
// Made by embed.py out of Labs/worlds/kumo.yaml. Change that, and run embed.py.

extension BuiltInLabs {
    static let fileWorldsKumoYaml = text(
###"""
# Kumo Bank: the world of the labs, small enough to hold in the head.
kmslab: 1
accounts:
  "111122223333":
    policies:
      UseKeys:
        description: use every key whose policy lets IAM decide
        document:
          Version: 2012-10-17
          Statement:
            - Effect: Allow
              Action:
                - kms:Encrypt
                - kms:Decrypt
                - kms:ReEncrypt*
                - kms:GenerateDataKey*
                - kms:DescribeKey
                - kms:ListAliases
              Resource: "*"
      ReadAndWriteObjects:
        document:
          Version: 2012-10-17
          Statement:
            - Effect: Allow
              Action: [s3:GetObject, s3:GetObjectVersion, s3:PutObject, s3:ListBucket]
              Resource: ["arn:aws:s3:::kumo-*"]
      ReadObjects:
        document:
          Version: 2012-10-17
          Statement:
            - Effect: Allow
              Action: [s3:GetObject, s3:GetObjectVersion, s3:ListBucket]
              Resource: ["arn:aws:s3:::kumo-*"]
      ManageKeys:
        description: everything about keys but using them
        document:
          Version: 2012-10-17
          Statement:
            - Effect: Allow
              Action:
                - kms:Create*
                - kms:Describe*
                - kms:Enable*
                - kms:List*
                - kms:Put*
                - kms:Update*
                - kms:Revoke*
                - kms:Disable*
                - kms:Get*
                - kms:Delete*
                - kms:TagResource
                - kms:UntagResource
                - kms:RotateKeyOnDemand
                - kms:ScheduleKeyDeletion
                - kms:CancelKeyDeletion
              Resource: "*"
      LookAround:
        document:
          Version: 2012-10-17
          Statement:
            - Effect: Allow
              Action: [kms:Describe*, kms:List*, kms:GetKeyPolicy, kms:GetKeyRotationStatus, s3:ListBucket]
              Resource: "*"
      ListAliases:
        document:
          Version: 2012-10-17
          Statement: [{Effect: Allow, Action: kms:ListAliases, Resource: "*"}]
    users:
      alice: {tags: {job: developer}, attached: [UseKeys, ReadAndWriteObjects]}
      bob: {tags: {job: operator}, attached: [ReadObjects]}
      carol: {tags: {job: key-administrator}, attached: [ManageKeys]}
      dave: {tags: {job: auditor}, attached: [LookAround]}
      mallory: {attached: [ListAliases]}
    roles:
      app:
        description: the bank's application
        trust: {Version: 2012-10-17, Statement: [{Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: sts:AssumeRole}]}
        attached: [UseKeys, ReadAndWriteObjects]
      backup:
        description: copies the ledger every night
        trust: {Version: 2012-10-17, Statement: [{Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: sts:AssumeRole}]}
        attached: [ReadObjects]
    keys:
      ledger: {id: 7f3c1a52-9d0e-4b6a-8c21-5e90d4b7a103, description: the ledger}
      med: {description: rows of the clinic}
      letters: {description: letters to customers}
    buckets:
      kumo-ledger: {versioning: Enabled}
      kumo-letters: {}
      kumo-logs: {}

"""###)
}
