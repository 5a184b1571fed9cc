package import LabCore

/// The learner's lab, asked through its own doors: in this process or behind a server.
package protocol CourseLab: Sendable {
    /// Goes through a door.
    func door(_ name: String, _ input: JSONObject) async throws(ServiceError) -> JSONObject
}
