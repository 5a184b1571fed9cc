import LabClient
import LabCore
import LabCourse
import LabStore
import LabWorld

extension Failure {
    /// A refusal of a service.
    init(_ error: ServiceError) {
        let message = error.message.map { "\($0) (\(error.code))" } ?? "\(error.code)"
        self.init(Self.status(of: error), message, hint: error.hint)
    }

    private static func status(of error: ServiceError) -> ExitStatus {
        switch error.code.wireName {
        case "NotFoundException": .unknownKey
        case "DisabledException": .keyDisabled
        case "KMSInvalidStateException":
            error.message?.contains("pending deletion") == true ? .keyPendingDeletion : .keyUnusable
        case "InvalidKeyUsageException", "UnsupportedOperationException": .wrongKeyKind
        case "InvalidCiphertextException": .notGenuine
        case "IncorrectKeyException": .noKeyForMessage
        case "ServerUnreachable": .unreachable
        case "AccessDeniedException", "AccessDenied": .accessDenied
        case "InternalFailure", "KMSInternalException": status(ofStoreFailure: error)
        default: .refused
        }
    }

    /// AWS has one code for whatever goes wrong inside; the details say when it was the home.
    private static func status(ofStoreFailure error: ServiceError) -> ExitStatus {
        switch error.details[StoreFailure.detail].flatMap(StoreFailure.Cause.init) {
        case .full: .homeFull
        case .readOnly: .homeReadOnly
        case .damaged: .homeDamaged
        case .other, nil: .failure
        }
    }

    /// A home that cannot be opened.
    init(_ error: HomeError) {
        self.init(Self.status(of: error), error.message, hint: error.hint)
    }

    private static func status(of error: HomeError) -> ExitStatus {
        switch error {
        case .lockedByOther, .served: .homeInUse
        case .readOnly, .inaccessible: .homeReadOnly
        case .full: .homeFull
        case .newerVersion: .homeNewer
        case .damaged: .homeDamaged
        case .rootKeyMissing, .rootKeyExposed, .rootKeyNotOwned, .rootKeyMalformed, .rootKeyDiffers: .rootKey
        case .notADirectory: .isDirectory
        case .nowhere, .closed, .failed: .failure
        }
    }

    /// A file that was not encrypted or decrypted.
    init(_ error: FileEncryptionError) {
        switch error {
        case .message(let error): self.init(error)
        case .outputExists: self.init(.outputExists, error.description, hint: "name another file, or add --force")
        case .inputIsDirectory:
            self.init(.isDirectory, error.description, hint: "pack it first: tar -c DIR | kmslab encrypt - --key KEY")
        case .outputIsDirectory, .outputNotAFile: self.init(.isDirectory, error.description)
        case .inputMissing, .inputNotPermitted, .inputFailed: self.init(.inputMissing, error.description)
        case .outputDirectoryMissing, .outputNotPermitted, .outputReadOnly, .outputFull, .outputFailed:
            self.init(.outputFailed, error.description, hint: "nothing was left behind")
        }
    }

    /// A message that was refused.
    init(_ error: MessageError) {
        switch error {
        case .dataKeyUnavailable(let cause): self.init(cause)
        case .truncated: self.init(.truncated, error.description, hint: "was the file copied whole?")
        case .trailingBytes: self.init(.trailingBytes, error.description)
        case .contextMismatch:
            self.init(.wrongContext, error.description, hint: "`kmslab explain FILE` shows the context in the message")
        case .suiteForbidden, .signedMessageRefused: self.init(.policyForbids, error.description)
        case .notAMessage, .looksLikeBase64, .unknownSuite, .suiteNotOfVersion, .malformed, .malformedContext,
            .tooManyEncryptedDataKeys, .contentTooLong, .headerTooLong:
            self.init(.notAMessage, error.description, hint: "`kmslab explain FILE` shows up to where it is understood")
        case .frameLengthNotAllowed, .contextTooLong, .reservedContextKey: self.init(.usage, error.description)
        case .cryptography, .random, .tooManyFrames, .encryptedDataKeyTooLong:
            self.init(.failure, error.description)
        default: self.init(.notGenuine, error.description, hint: "nothing of it can be trusted; nothing was written")
        }
    }

    /// A sealed file that was refused.
    init(_ error: SealedFileError) {
        switch error {
        case .notASealedFile, .unknownVersion, .malformed:
            self.init(
                .notAMessage, error.description, hint: "`kmslab explain FILE` shows what it is")
        case .truncated: self.init(.truncated, error.description, hint: "was the file copied whole?")
        case .bodyDoesNotOpen: self.init(.notGenuine, error.description, hint: "nothing of it can be trusted")
        case .needsPassphrase: self.init(.noKeyForMessage, error.description, hint: "give it with --passphrase")
        case .needsKey: self.init(.noKeyForMessage, error.description, hint: "leave --passphrase out")
        case .wrongKeyLength, .wrappedKeyTooLong, .contextTooLong: self.init(.usage, error.description)
        case .cryptography, .random: self.init(.failure, error.description)
        }
    }

    /// Data keys that were not to be had.
    init(_ error: KeyringError) {
        switch error {
        case .service(let refusal, _): self.init(refusal)
        case .allEntriesFailed(let reasons) where reasons.count == 1: self.init(reasons[0])
        case .noEntryForKeyring, .malformedKeyARN, .wrongKeyAnswered:
            self.init(.noKeyForMessage, error.description)
        default: self.init(.failure, error.description)
        }
    }
}

/// Runs `body` and turns every cause into a ``Failure``.
func failing<Value>(_ body: () async throws -> Value) async throws(Failure) -> Value {
    do {
        return try await body()
    } catch let failure as Failure {
        throw failure
    } catch let error as ServiceError {
        throw Failure(error)
    } catch let error as HomeError {
        throw Failure(error)
    } catch let error as FileEncryptionError {
        throw Failure(error)
    } catch let error as MessageError {
        throw Failure(error)
    } catch let error as SealedFileError {
        throw Failure(error)
    } catch let error as LabFileError {
        throw Failure(.refused, error.description, hint: error.mend)
    } catch {
        throw Failure(.failure, "\(error)")
    }
}
