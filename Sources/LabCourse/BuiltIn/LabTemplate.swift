import LabCore

/// The small lab that a teacher begins with.
package enum LabTemplate {
    /// Its folder in the source tree; no lab of the course.
    static let folderName = "template"
    private static let id = "00-template"

    /// The template under an id of its own.
    package static func folder(id: String) -> LabFolder {
        var files = BuiltInLabs.files[folderName] ?? [:]
        if let structure = files[LabFolder.structure] {
            let text = String(decoding: structure, as: UTF8.self).replacing("id: \(Self.id)", with: "id: \(id)")
            files[LabFolder.structure] = Array(text.utf8)
        }
        return LabFolder(id: id, files: files)
    }
}
