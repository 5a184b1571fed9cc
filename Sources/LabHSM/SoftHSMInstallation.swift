import LabKMS

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Where SoftHSM2 lies on this machine, and how it is told where its tokens are.
struct SoftHSMInstallation {
    /// The directory of the tokens and of SoftHSM's configuration.
    let directory: String

    /// The places of Debian, Fedora and Homebrew.
    private static let libraries = [
        "/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
        "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so",
        "/usr/local/lib/softhsm/libsofthsm2.so", "/opt/homebrew/lib/softhsm/libsofthsm2.so",
    ]

    /// What a person can do who has none.
    static let hint = "CloudHSM key stores need SoftHSM2: `apt install softhsm2`, then start the lab again"

    private var configurationPath: String { directory + "/softhsm2.conf" }

    /// Points the environment of the process to the configuration, which need not be there yet.
    func announce() {
        setenv("SOFTHSM2_CONF", configurationPath, 1)
    }

    /// Makes the directory if need be and loads the library.
    ///
    /// - Throws: ``HSMError/notInstalled(hint:)`` when the library is not on this machine; ``HSMError/failed(_:)`` when
    ///   the directory is not the lab's own or cannot be written.
    func load() throws(HSMError) -> PKCS11Module {
        guard let path = Self.libraries.first(where: { access($0, R_OK) == 0 }) else {
            throw .notInstalled(hint: Self.hint)
        }
        try makeDirectory(directory)
        try makeDirectory(directory + "/tokens")
        try writeConfiguration()
        guard let module = PKCS11Module(path: path) else { throw .failed("`\(path)` does not start") }
        return module
    }

    /// Makes a directory that nobody else can enter. One that is there must be this user's: in a directory that all
    /// share, somebody else could have been faster, and would read the tokens.
    private func makeDirectory(_ path: String) throws(HSMError) {
        if mkdir(path, 0o700) == 0 { return }
        var status = stat()
        guard errno == EEXIST, lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR,
            status.st_uid == getuid(), status.st_mode & 0o077 == 0
        else { throw .failed("`\(path)` is no directory of mode 0700 of this user") }
    }

    private func writeConfiguration() throws(HSMError) {
        guard let file = fopen(configurationPath, "w") else { throw .failed("cannot write `\(configurationPath)`") }
        let text = "directories.tokendir = \(directory)/tokens\nobjectstore.backend = file\nlog.level = ERROR\n"
        let isWritten = fputs(text, file) >= 0
        guard fclose(file) == 0, isWritten else { throw .failed("cannot write `\(configurationPath)`") }
    }
}
