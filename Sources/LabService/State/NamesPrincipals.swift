/// A state with policies or grants that name users and roles by ARN.
///
/// When a user or role is deleted, whatever named it shows its unique id from then on, so that a new one of the same
/// name does not inherit what the old one had.
///
/// - SeeAlso: IAM User Guide, "AWS JSON policy elements: Principal"
public protocol NamesPrincipals {
    /// Puts `uniqueID` in the place of `arn` wherever it stands for a principal.
    mutating func replacePrincipal(_ arn: String, with uniqueID: String)
}
