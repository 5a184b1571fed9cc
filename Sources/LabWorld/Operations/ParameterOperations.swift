import LabParameters
import LabService

/// The operations of Parameter Store: a new one is its file and its line here.
public enum ParameterOperations {
    /// Every operation of Systems Manager that has to do with parameters, by AWS's name.
    public static let all = OperationTable(
        .ssm,
        [
            OperationEntry(AddTagsToResource.self),
            OperationEntry(DeleteParameter.self),
            OperationEntry(DeleteParameters.self),
            OperationEntry(DescribeParameters.self),
            OperationEntry(GetParameter.self),
            OperationEntry(GetParameterHistory.self),
            OperationEntry(GetParameters.self),
            OperationEntry(GetParametersByPath.self),
            OperationEntry(LabelParameterVersion.self),
            OperationEntry(ListTagsForResource.self),
            OperationEntry(PutParameter.self),
            OperationEntry(RemoveTagsFromResource.self),
            OperationEntry(UnlabelParameterVersion.self),
        ])
}
