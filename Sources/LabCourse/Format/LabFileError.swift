package import LabWorld

/// What is wrong with a file of a lab, where, and how to mend it.
package struct LabFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file, by its path in the lab's folder.
    package let file: String
    /// The line, from 1; `nil` when it is about the whole file.
    package let line: Int?
    /// What is wrong.
    package let message: String
    /// What to do about it.
    package let mend: String?

    /// A finding.
    package init(_ file: String, _ line: Int?, _ message: String, mend: String? = nil) {
        self.file = file
        self.line = line
        self.message = message
        self.mend = mend
    }

    /// What the reader of YAML found.
    package init(_ error: WorldFileError, in file: String) {
        self.init(file, error.line, error.message, mend: error.hint)
    }

    /// `lab.yaml:12: what is wrong`.
    package var description: String {
        "\(file)\(line.map { ":\($0)" } ?? ""): \(message)"
    }
}
