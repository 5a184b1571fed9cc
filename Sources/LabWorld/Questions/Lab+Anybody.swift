import LabCore
import LabIdentity
import LabService

extension Lab {
    /// Performs an operation as the account's root user or, when policies refuse it to root, as the first of the account's
    /// users and roles that may: how a fork or a world file makes a change, with every rule in force.
    ///
    /// - Parameter prepare: Changes the call before it is made.
    /// - Throws: the operation's error; root's refusal when it is refused to everybody.
    func perform(
        _ service: Service, _ name: String, _ input: JSONObject, byAnybodyIn account: AccountID, region: Region,
        preparing prepare: (inout Call) -> Void = { _ in }
    ) async throws(ServiceError) -> (author: String, output: JSONObject) {
        guard let entry = Operations.table(of: service.name)?[name] else {
            preconditionFailure("there is no operation `\(service.name):\(name)`")
        }
        var refusal: ServiceError?
        for author in world.principalNames(of: account) {
            var call = try call(as: try world.caller(named: author, in: account), in: region)
            prepare(&call)
            do throws(ServiceError) {
                return (author, try await entry.run(self, input, .json, call))
            } catch {
                guard error.isRefusal else { throw error }
                refusal = refusal ?? error
            }
        }
        guard let refusal else { preconditionFailure("every account has its root user") }
        throw refusal
    }
}

extension ServiceError {
    /// Whether policies refuse, rather than what was asked.
    fileprivate var isRefusal: Bool { code.wireName == "AccessDeniedException" || code.wireName == "AccessDenied" }
}
