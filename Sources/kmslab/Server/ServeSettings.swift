import Foundation
import LabCore
import LabS3
import LabServer

/// What `kmslab serve` was told.
struct ServeSettings {
    let host: String
    let port: Int
    /// The home's path, if one was named.
    let home: String?
    let isInMemory: Bool
    /// The path of a world file.
    let worldFile: String?
    let account: AccountID
    let region: Region
    let allowsCustomerKeys: Bool
    let tls: TLSSettings
    let isStrict: Bool
    let isJSON: Bool

    /// Lines of JSON where they were asked for, lines for people on a terminal, otherwise none.
    var log: LineLog? {
        if isJSON { return LineLog(to: .standardOutput) { JSONValue.object($0.json).compactText } }
        return isatty(STDERR_FILENO) == 1 ? LineLog(to: .standardError) { RequestLine.text($0) } : nil
    }

    /// How the object store differs from AWS's.
    var objectStore: S3Options {
        S3Options(allowsCustomerKeys: allowsCustomerKeys, customerKeysNeedTLS: !allowsCustomerKeys)
    }
}

/// Whether the server speaks TLS, and what it proves its name with.
enum TLSSettings: Equatable {
    case none
    /// A certificate of its own.
    case selfSigned
    /// The files with the certificates and the private key.
    case given(certificates: String, privateKey: String)
}
