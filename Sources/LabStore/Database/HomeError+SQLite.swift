import GRDB
import LabWorld

extension HomeError {
    /// What an error of SQLite, or of our own inside a transaction, means for the home at `path`.
    init(_ error: any Error, at path: String) {
        switch error {
        case let error as HomeError: self = error
        case let error as DatabaseError: self = Self.from(error, at: path)
        case is RowDecodingError: self = .damaged(what: "`\(path)` holds a value of the wrong kind")
        default: self = .failed(reason: String(describing: error))
        }
    }

    private static func from(_ error: DatabaseError, at path: String) -> HomeError {
        // The file that the connections share could not grow; SQLite has no other word for a full disk there.
        if error.extendedResultCode == .SQLITE_IOERR_SHMSIZE { return .full(path: path) }
        let reason = error.message ?? "SQLite error \(error.resultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_FULL: return .full(path: path)
        case .SQLITE_READONLY, .SQLITE_PERM: return .readOnly(path: path)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT: return .damaged(what: "`\(path)`: \(reason)")
        case .SQLITE_BUSY, .SQLITE_LOCKED: return .lockedByOther(pid: nil)
        case .SQLITE_CANTOPEN, .SQLITE_IOERR: return .inaccessible(path: path, reason: reason)
        case .SQLITE_MISUSE: return .closed
        default: return .failed(reason: reason)
        }
    }
}

extension StoreFailure {
    /// The failure as the pipeline reports it.
    init(_ error: HomeError) {
        self.init(Self.cause(of: error), reason: error.message, hint: error.hint)
    }

    private static func cause(of error: HomeError) -> Cause {
        switch error {
        case .full: .full
        case .readOnly: .readOnly
        case .damaged: .damaged
        default: .other
        }
    }
}
