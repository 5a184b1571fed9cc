/// Whoever runs `kmslab`'s commands in process.
package protocol CourseTongue: Sendable {
    /// Runs a command on a lab: the words without `kmslab`, paths absolute.
    func run(_ words: [String], on lab: any CourseLab) async -> Spoken
}

/// How a command ended.
package struct Spoken: Sendable, Equatable {
    /// The exit code; 0 for success.
    package let status: Int32
    /// What it wrote on standard output.
    package let output: String
    /// What it wrote on standard error.
    package let error: String

    /// How a command ended.
    package init(status: Int32, output: String, error: String) {
        self.status = status
        self.output = output
        self.error = error
    }
}
