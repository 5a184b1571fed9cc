import LabCore

/// The files of a lab, wherever they come from: the binary, a directory, a test.
package struct LabFolder: Sendable {
    /// The folder's name, which is the lab's id.
    package let id: String
    /// The files by their paths in the folder.
    package let files: [String: [UInt8]]

    /// A folder of these files.
    package init(id: String, files: [String: [UInt8]]) {
        self.id = id
        self.files = files
    }

    /// The structure's file.
    package static let structure = "lab.yaml"

    /// The name of the texts' file in a language.
    package static func textName(_ language: Language) -> String { "text.\(language.rawValue).md" }

    /// The languages that have a file, in the order in which they are declared.
    package var languages: [Language] { Language.allCases.filter { files[Self.textName($0)] != nil } }

    /// A file's text.
    ///
    /// - Throws: when there is no such file, or when it is not UTF-8.
    package func text(_ name: String) throws(LabFileError) -> String {
        guard let bytes = files[name] else {
            throw LabFileError(name, nil, "the file is missing", mend: "add it to the folder `\(id)`")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw LabFileError(name, nil, "the file is not UTF-8", mend: "save it as UTF-8")
        }
        return text
    }
}

/// A language in which labs speak.
package enum Language: String, CaseIterable, Sendable {
    case english = "en"
    case japanese = "ja"

    /// The language that a person asks for: the first of `--lang`, `KMSLAB_LANG` and `LANG` that says anything.
    ///
    /// - Returns: English for everything that is not known.
    package static func choose(_ option: String?, environment: [String: String]) -> Language {
        let said = [option, environment["KMSLAB_LANG"], environment["LC_ALL"], environment["LANG"]]
        let text = said.compactMap { $0 }.first { !$0.isEmpty } ?? ""
        return allCases.first { text.lowercased().hasPrefix($0.rawValue) } ?? .english
    }
}
