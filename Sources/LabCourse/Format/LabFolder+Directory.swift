import Foundation

extension LabFolder {
    /// How large a file of a lab can be, in bytes.
    package static let largestFile = 1 << 20
    /// How many files a lab can have.
    package static let mostFiles = 200
    /// How large all files together can be, in bytes.
    package static let largestFolder = 8 << 20

    /// Reads a lab from a directory. Hidden files are passed over; links are refused, because they can lead anywhere.
    ///
    /// - Throws: for a directory that is not there, a link, and what is over the limits.
    package init(directory path: String) throws(LabFileError) {
        let root = URL(fileURLWithPath: path).standardizedFileURL
        guard FileManager.default.fileExists(atPath: root.appendingPathComponent(Self.structure).path) else {
            throw LabFileError(Self.structure, nil, "`\(path)` is no lab", mend: "`kmslab lab new NAME` makes one")
        }
        var files: [String: [UInt8]] = [:]
        var total = 0
        for name in try Self.names(in: root.path) {
            let bytes = FileManager.default.contents(atPath: root.appendingPathComponent(name).path).map { Array($0) }
            total += bytes?.count ?? 0
            files[name] = bytes
            guard files.count <= Self.mostFiles, total <= Self.largestFolder else {
                throw LabFileError(
                    name, nil, "the folder is too large",
                    mend: "a lab has \(Self.mostFiles) files and \(Self.largestFolder >> 20) MiB at most")
            }
        }
        self.init(id: root.lastPathComponent, files: files)
    }

    private static func names(in path: String) throws(LabFileError) -> [String] {
        guard let all = FileManager.default.enumerator(atPath: path) else { return [] }
        var names: [String] = []
        for case let name as String in all {
            if name.split(separator: "/").last?.hasPrefix(".") == true {
                all.skipDescendants()
                continue
            }
            let attributes = all.fileAttributes
            switch attributes?[.type] as? FileAttributeType {
            case .typeRegular: break
            case .typeDirectory: continue
            default:
                throw LabFileError(name, nil, "this is no plain file", mend: "put the file itself into the folder")
            }
            guard attributes?[.size] as? Int ?? 0 <= largestFile else {
                throw LabFileError(name, nil, "the file is too large", mend: "1 MiB is the most")
            }
            names.append(name)
        }
        return names.sorted()
    }
}
