import LabCore

/// What is wrong with a world file, and where.
package struct WorldFileError: Error, Hashable, Sendable {
    /// The line, from 1; `nil` when the place is not known.
    package let line: Int?
    /// What is wrong.
    package let message: String
    /// What can be done about it.
    package let hint: String?

    package init(_ line: Int?, _ message: String, hint: String? = nil) {
        self.line = line
        self.message = message
        self.hint = hint
    }

    /// What a service answered to what stands on `line`.
    init(_ line: Int, _ error: ServiceError) {
        self.init(line, error.message.map { "\($0) (\(error.code))" } ?? "\(error.code)", hint: error.hint)
    }

    /// The error as a door says it: `team.yaml:12: …`.
    func serviceError(file: String) -> ServiceError {
        let place = line.map { "\(file):\($0)" } ?? file
        return ServiceError(ServiceError.Code("InvalidWorldFile"), "\(place): \(message)", hint: hint)
    }
}
