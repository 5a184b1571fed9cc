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
        return try await byAnybody(in: account, region: region) { call throws(ServiceError) in
            var call = call
            prepare(&call)
            return try await entry.run(self, input, .json, call)
        }
    }

    /// Makes a request as the first of an account's root user, users and roles to whom it is not refused.
    ///
    /// - Throws: the request's error; root's refusal when it is refused to everybody.
    func byAnybody<Output>(
        in account: AccountID, region: Region, _ request: (Call) async throws(ServiceError) -> Output
    ) async throws(ServiceError) -> (author: String, output: Output) {
        var refusal: ServiceError?
        for author in world.principalNames(of: account) {
            let call = try call(as: try world.caller(named: author, in: account), in: region)
            do throws(ServiceError) {
                return (author, try await request(call))
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
