import LabCore

/// What a random password may hold.
///
/// - SeeAlso: AWS Secrets Manager API Reference, `GetRandomPassword`
struct PasswordRules: Sendable {
    var length = SecretsLimits.passwordLength
    var excludedCharacters = ""
    var excludesNumbers = false
    var excludesPunctuation = false
    var excludesUppercase = false
    var excludesLowercase = false
    var includesSpace = false
    var requiresEachType = true

    /// What the built-in rotator makes: without the characters that connection strings trip over.
    static let rotation: PasswordRules = {
        var rules = PasswordRules()
        rules.excludedCharacters = "/@\"'\\ "
        return rules
    }()

    private static let lowercase = "abcdefghijklmnopqrstuvwxyz"
    private static let uppercase = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    private static let numbers = "0123456789"
    private static let punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"

    /// The characters of each type that is included, without those that are excluded.
    private var types: [[Character]] {
        let chosen: [(isExcluded: Bool, characters: String)] = [
            (excludesLowercase, Self.lowercase), (excludesUppercase, Self.uppercase), (excludesNumbers, Self.numbers),
            (excludesPunctuation, Self.punctuation), (!includesSpace, " "),
        ]
        let excluded = Set(excludedCharacters)
        return chosen.filter { !$0.isExcluded }.map { $0.characters.filter { !excluded.contains($0) }.map(\.self) }
    }

    /// A password.
    ///
    /// - Throws: `InvalidParameterException` when no password fits the rules.
    func makePassword(random: any RandomSource) throws(ServiceError) -> String {
        let types = types.filter { !$0.isEmpty }
        let alphabet = types.flatMap(\.self)
        guard !alphabet.isEmpty else {
            throw SecretsError.invalidParameter("The password would have no characters to choose from.")
        }
        guard !requiresEachType || types.count <= length else {
            throw SecretsError.invalidParameter("The password is too short to hold a character of each included type.")
        }
        return try randomly { () throws(RandomFailure) in
            var draw = RandomDraw(random, .secret)
            var characters: [Character] = []
            if requiresEachType { for type in types { characters.append(try draw.element(of: type)) } }
            while characters.count < length { characters.append(try draw.element(of: alphabet)) }
            return String(try draw.shuffled(characters))
        }
    }
}

/// Draws evenly from small sets, byte by byte.
struct RandomDraw {
    private let source: any RandomSource
    private let purpose: RandomPurpose
    private var stock: [UInt8] = []

    init(_ source: any RandomSource, _ purpose: RandomPurpose) {
        self.source = source
        self.purpose = purpose
    }

    /// One of at most 256 elements.
    mutating func element<Element>(of elements: [Element]) throws(RandomFailure) -> Element {
        elements[try number(below: elements.count)]
    }

    /// The elements in random order (Fisher and Yates).
    mutating func shuffled<Element>(_ elements: [Element]) throws(RandomFailure) -> [Element] {
        var elements = elements
        for last in stride(from: elements.count - 1, to: 0, by: -1) {
            elements.swapAt(last, try number(below: last + 1))
        }
        return elements
    }

    /// A number from zero on; two bytes, and those that would make some numbers likelier are thrown away.
    private mutating func number(below bound: Int) throws(RandomFailure) -> Int {
        precondition((1...4096).contains(bound), "a small set is drawn from")
        let fair = 65_536 / bound * bound
        while true {
            let drawn = Int(try byte()) << 8 | Int(try byte())
            if drawn < fair { return drawn % bound }
        }
    }

    private mutating func byte() throws(RandomFailure) -> UInt8 {
        if stock.isEmpty { stock = try source.bytes(64, for: purpose) }
        return stock.removeLast()
    }
}

/// The end of a secret's ARN.
enum SecretSuffix {
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")

    static func make(random: any RandomSource) throws(ServiceError) -> String {
        try randomly { () throws(RandomFailure) in
            var draw = RandomDraw(random, .identifier)
            var suffix = ""
            for _ in 0..<6 { suffix.append(try draw.element(of: letters)) }
            return suffix
        }
    }
}
