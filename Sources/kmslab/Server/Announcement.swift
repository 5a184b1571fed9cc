import LabCore
import LabServer
import LabStore

/// What a server says when it is ready: where it is and what to paste.
struct Announcement {
    private let settings: ServeSettings
    private let served: ServedLab
    private let address: String

    init(_ settings: ServeSettings, _ served: ServedLab, address: String) {
        self.settings = settings
        self.served = served
        self.address = address
    }

    func say() {
        if settings.isJSON { return print(JSONValue.object(json).compactText) }
        let place = served.home.map { "the home \($0.directory.path)" } ?? "a lab in memory"
        print("kmslab \(Version.text) serves \(place) at \(Style.bold(address))")
        print("")
        for line in exports { print("  \(line)") }
        print("")
        for line in remarks { print(line) }
    }

    private var json: JSONObject {
        var json: JSONObject = [
            "event": "ready", "address": .string(address), "account": .string(settings.account.digits),
            "region": .string(settings.region.code), "durable": .bool(served.home != nil),
        ]
        json["certificate"] = served.certificate.map { .string($0.path) }
        return json
    }

    /// A strict lab in memory has nobody yet who could sign but its owner.
    private var exports: [String] {
        let credentials: (String, String)? =
            settings.isStrict
            ? (served.home == nil ? (OwnerCredentials.accessKeyID, served.token.exposed) : nil) : ("test", "test")
        let certificate = served.certificate.flatMap { $0.isSelfSigned ? $0.path : nil }
        return Exports(
            address: address, region: settings.region, credentials: credentials, certificatePath: certificate
        ).lines
    }

    private var remarks: [String] {
        var remarks = [served.home == nil ? "Nothing is kept." : "In another shell: eval \"$(kmslab env)\""]
        if settings.isStrict, served.home != nil {
            remarks.append("Strict: eval \"$(kmslab env --as owner)\" signs as the root user; others through IAM.")
        }
        if settings.host != "127.0.0.1" && settings.host != "localhost" && settings.host != "::1" {
            let traffic = served.certificate == nil ? "; traffic is not encrypted" : ""
            remarks.append("Everybody who reaches \(settings.host) can ask\(traffic).")
        }
        return remarks + ["Ctrl-C ends it."]
    }
}

/// Lines for a shell that make AWS's tools talk to a server.
struct Exports {
    let address: String
    let region: Region
    /// The key pair, and with temporary credentials the token; `nil` leaves the shell's own in place.
    let credentials: (id: String, secret: String)?
    /// The certificate that clients have to believe, if they would not by themselves.
    let certificatePath: String?

    /// The variables, in order.
    var variables: [(name: String, value: String)] {
        var variables = [("AWS_ENDPOINT_URL", address)]
        if let credentials {
            variables += [("AWS_ACCESS_KEY_ID", credentials.id), ("AWS_SECRET_ACCESS_KEY", credentials.secret)]
        }
        if let certificatePath { variables.append(("AWS_CA_BUNDLE", certificatePath)) }
        return variables + [("AWS_REGION", region.code), ("AWS_DEFAULT_REGION", region.code)]
    }

    /// `export NAME='value'`; a session token that the shell has from elsewhere would not fit the key pair.
    var lines: [String] {
        variables.map { "export \($0.name)='\($0.value)'" } + (credentials == nil ? [] : ["unset AWS_SESSION_TOKEN"])
    }
}
