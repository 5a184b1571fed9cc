extension PolicyDocument {
    /// Whether a decision can depend on the request's condition keys: some statement has a condition, or a resource with
    /// a variable. Where none does, they need not be made.
    public var readsContext: Bool { compiled.readsContext }
}

extension Statement {
    /// Whether the statement asks for condition keys.
    var readsContext: Bool {
        !conditions.isEmpty || resource?.patterns.contains { $0.hasVariables } == true
    }
}

extension ApplicablePolicies {
    /// Whether a decision over these documents can depend on the request's condition keys.
    public var readContext: Bool {
        for single in [vpcEndpoint, resource, boundary] where single?.document.readsContext == true { return true }
        return [identity, session].contains { $0.contains { $0.document.readsContext } }
            || [serviceControl, resourceControl].contains { $0.joined().contains { $0.document.readsContext } }
    }
}
