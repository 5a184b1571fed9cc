import LabClient
import LabCore
import LabKMS

/// Sealed files for drawings.
enum SealedFileText {
    /// A sealed file, taken apart as far as it is understood.
    static func explanation(of bytes: RandomAccessBytes) -> FileExplanation {
        do throws(SealedFileError) {
            return explanation(try SealedFileExplanation(of: bytes, blob: BlobExplanation.nodes), size: bytes.count)
        } catch {
            return FileExplanation(
                nodes: [], kind: "sealed file", size: bytes.count, plaintextSize: 0, keys: [],
                problem: error.description)
        }
    }

    private static func explanation(_ sealed: SealedFileExplanation, size: Int) -> FileExplanation {
        let blob = CiphertextBlob(sealed.header.wrappedKey)
        var explanation = FileExplanation(
            nodes: sealed.nodes, kind: kind(sealed.header), size: size, plaintextSize: sealed.plaintextLength,
            keys: blob.map { [$0.key.arn.description] } ?? [], problem: nil)
        explanation.remarks = remarks(sealed.header, isOurs: blob != nil)
        return explanation
    }

    private static func kind(_ header: SealedFileHeader) -> String {
        let key = header.wrappedKey.isEmpty ? "no key inside" : "the wrapped data key inside"
        return "sealed file: one AES-GCM body, \(key)"
    }

    private static func remarks(_ header: SealedFileHeader, isOurs: Bool) -> [String] {
        var lines: [String] = []
        if !header.salt.isEmpty {
            lines.append("box 2 opens with a passphrase, whatever the state of any KMS key")
        } else if header.wrappedKey.isEmpty {
            lines.append("opens with the key file that sealed it, and no KMS key can help")
        } else if !isOurs {
            lines.append("box 1 is no ciphertext blob of this lab's KMS")
        }
        if header.isBoundToMore { lines.append("and only with the same --aad, which is not in the file") }
        return lines
    }
}
