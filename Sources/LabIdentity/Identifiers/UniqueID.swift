import LabCore

/// Makes the ids that outlive names: a role made anew under an old name has another one.
///
/// - SeeAlso: IAM User Guide, "IAM identifiers", unique identifiers
enum UniqueID {
    /// What an id is for, by its prefix.
    enum Kind: String {
        case user = "AIDA"
        case role = "AROA"
        case group = "AGPA"
        case policy = "ANPA"
    }

    /// The prefix and seventeen random digits.
    static func make(_ kind: Kind, from random: any RandomSource) throws(ServiceError) -> String {
        let bytes = try randomly { () throws(RandomFailure) in try random.bytes(17, for: .identifier) }
        return kind.rawValue + String(decoding: bytes.map(Base32.digit), as: UTF8.self)
    }
}

/// Runs `body`; a random source that fails is the lab's own failure.
func randomly<Value>(_ body: () throws(RandomFailure) -> Value) throws(ServiceError) -> Value {
    do throws(RandomFailure) {
        return try body()
    } catch {
        throw IAMError.serviceFailure(error.description)
    }
}
