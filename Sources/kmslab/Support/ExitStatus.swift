/// Every exit code of the command line, with what it means.
///
/// A script can tell the refusals of `encrypt` and `decrypt` apart by the code alone.
enum ExitStatus: Int32, CaseIterable {
    case success = 0
    case failure = 1
    case notGenuine = 10
    case truncated = 11
    case trailingBytes = 12
    case notAMessage = 13
    case wrongContext = 14
    case noKeyForMessage = 15
    case policyForbids = 16
    case unknownKey = 20
    case keyDisabled = 21
    case keyPendingDeletion = 22
    case keyUnusable = 23
    case wrongKeyKind = 24
    case tooLargeForDirect = 25
    case accessDenied = 26
    case refused = 27
    case homeInUse = 30
    case homeReadOnly = 31
    case homeFull = 32
    case homeNewer = 33
    case homeDamaged = 34
    case rootKey = 35
    case trailDamaged = 36
    case outputExists = 40
    case isDirectory = 41
    case inputMissing = 42
    case outputFailed = 43
    case unreachable = 50
    case usage = 64

    /// What it means, in a line.
    var meaning: String {
        switch self {
        case .success: "done"
        case .failure: "something failed that has no code of its own"
        case .notGenuine: "the ciphertext was changed, or the encryption context is not the one it was made with"
        case .truncated: "the message is cut short"
        case .trailingBytes: "bytes follow the end of the message"
        case .notAMessage: "the input is no encrypted message, or one of an unknown kind"
        case .wrongContext: "the message's context lacks a pair that was required, or has another value for it"
        case .noKeyForMessage: "none of the message's data keys is for a key of this lab"
        case .policyForbids: "the commitment policy does not allow the message's algorithms"
        case .unknownKey: "there is no such key or alias"
        case .keyDisabled: "the key is disabled"
        case .keyPendingDeletion: "the key is pending deletion"
        case .keyUnusable: "the key's state stands in the way: pending import, unavailable, creating, updating"
        case .wrongKeyKind: "the key's usage or type does not fit the operation"
        case .tooLargeForDirect: "KMS encrypts 4,096 bytes at most: leave out --direct"
        case .accessDenied: "no policy allows it, or one denies it"
        case .refused: "the service refused for another reason; the message has AWS's error code"
        case .homeInUse: "another process has the home open"
        case .homeReadOnly: "the home cannot be written"
        case .homeFull: "no space is left for the home"
        case .homeNewer: "a newer kmslab wrote the home"
        case .homeDamaged: "the home, or a row in it, is damaged"
        case .rootKey: "the root key file is missing, exposed, malformed, or another home's"
        case .trailDamaged: "the trail is not what was kept: somebody changed it behind kmslab's back"
        case .outputExists: "the output exists already"
        case .isDirectory: "a file was expected and a directory found"
        case .inputMissing: "the input does not exist, or cannot be read"
        case .outputFailed: "the output cannot be written"
        case .unreachable: "the server does not answer"
        case .usage: "the command line is wrong"
        }
    }
}
