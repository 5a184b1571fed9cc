extension String {
    /// Whether both strings are the same bytes. `==` would also accept canonically equivalent ones.
    ///
    /// `==` is asked first because it is the faster of the two. For ASCII it settles the matter: what is equivalent to
    /// an ASCII string without being it is longer.
    func hasSameBytes(as other: String) -> Bool {
        guard utf8.count == other.utf8.count, self == other else { return false }
        return utf8Span.isKnownASCII || utf8.elementsEqual(other.utf8)
    }
}
