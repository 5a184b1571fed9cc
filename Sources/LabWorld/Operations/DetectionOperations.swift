import LabConfig
import LabEvents
import LabService

/// The operations of AWS Config: a new one is its file and its line here.
public enum ConfigOperations {
    /// Every operation, by AWS's name: managed rules and what they find.
    public static let all = OperationTable(
        .config,
        [
            OperationEntry(DeleteConfigRule.self),
            OperationEntry(DescribeComplianceByConfigRule.self),
            OperationEntry(DescribeComplianceByResource.self),
            OperationEntry(DescribeConfigRules.self),
            OperationEntry(GetComplianceDetailsByConfigRule.self),
            OperationEntry(GetComplianceDetailsByResource.self),
            OperationEntry(GetResourceConfigHistory.self),
            OperationEntry(PutConfigRule.self),
            OperationEntry(StartConfigRulesEvaluation.self),
        ])
}

/// The operations of EventBridge: a new one is its file and its line here.
public enum EventsOperations {
    /// Every operation, by AWS's name: rules on the default bus, with topics as targets.
    public static let all = OperationTable(
        .events,
        [
            OperationEntry(DeleteRule.self),
            OperationEntry(DescribeRule.self),
            OperationEntry(DisableRule.self),
            OperationEntry(EnableRule.self),
            OperationEntry(ListRules.self),
            OperationEntry(ListTargetsByRule.self),
            OperationEntry(PutEvents.self),
            OperationEntry(PutRule.self),
            OperationEntry(PutTargets.self),
            OperationEntry(RemoveTargets.self),
            OperationEntry(TestEventPattern.self),
        ])
}

/// The operations of SNS: a new one is its file and its line here.
public enum TopicOperations {
    /// Every operation, by AWS's name: topics, the inbox, and programs on this machine.
    public static let all = OperationTable(
        .sns,
        [
            OperationEntry(CreateTopic.self),
            OperationEntry(DeleteTopic.self),
            OperationEntry(GetTopicAttributes.self),
            OperationEntry(ListSubscriptions.self),
            OperationEntry(ListSubscriptionsByTopic.self),
            OperationEntry(ListTopics.self),
            OperationEntry(Publish.self),
            OperationEntry(SetTopicAttributes.self),
            OperationEntry(Subscribe.self),
            OperationEntry(Unsubscribe.self),
        ])
}
