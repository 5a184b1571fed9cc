import Foundation
import LabCore
import LabCourse

/// Where labs come from, and where a learner's progress lies.
enum LabShelf {
    /// The learner's progress.
    static var progress: LearnerProgress {
        LearnerProgress(
            path: "\(LearnerProgress.folder(environment: ProcessInfo.processInfo.environment))/progress.jsonl")
    }

    /// The lab that a person names: a directory, or one that the binary carries by id, number or name.
    static func lab(_ text: String) throws -> LabFolder {
        if isDirectory(text) { return try LabFolder(directory: text) }
        if let folder = BuiltInLabs.named(text) { return folder }
        let names = BuiltInLabs.all.map(\.id).joined(separator: ", ")
        throw Failure(
            .usage, "there is no lab `\(text)`", hint: "there are \(names); a directory can be named as ./name")
    }

    /// Whether a person means a directory: the name has a slash.
    static func isDirectory(_ text: String) -> Bool { text.contains("/") || text == "." }

    /// The texts in a language, or else in the first that there is.
    static func text(of folder: LabFolder, _ language: Language) throws -> LabText {
        let chosen = folder.languages.contains(language) ? language : folder.languages.first ?? .english
        return try LabText(folder, chosen)
    }
}
