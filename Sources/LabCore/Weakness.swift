#if DEBUG
    /// A fault of the kind that emulators have, put in on purpose: the labs' tests make sure that some lab notices it.
    ///
    /// Only debug builds have this at all, and only tests of this package can reach it: the shipped binary cannot be made
    /// weak.
    package enum Weakness: Sendable {
        /// The policy evaluator passes over every `Deny`.
        case ignoresDeny
        /// The encryption context is bound without lengths: `{"a": "bc"}` and `{"ab": "c"}` are the same.
        case unframedContext
        /// A disabled key decrypts.
        case decryptsWhenDisabled
        /// Bodies of objects are stored as they came.
        case storesPlaintext

        /// The faults that the present task has.
        @TaskLocal package static var present: Set<Weakness> = []
    }
#endif
