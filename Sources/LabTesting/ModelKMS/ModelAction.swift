/// One step of a history: what a caller asks for, or how long nothing happens.
public enum ModelAction: Sendable {
    /// CreateKey.
    case createKey(ModelKMS.Kind)
    /// EnableKey.
    case enable(Int)
    /// DisableKey.
    case disable(Int)
    /// ScheduleKeyDeletion, in so many days.
    case schedule(Int, days: Int)
    /// CancelKeyDeletion.
    case cancel(Int)
    /// EnableKeyRotation, every so many days.
    case startRotation(Int, days: Int)
    /// DisableKeyRotation.
    case stopRotation(Int)
    /// RotateKeyOnDemand.
    case rotate(Int)
    /// CreateAlias.
    case createAlias(String, Int)
    /// UpdateAlias.
    case updateAlias(String, Int)
    /// DeleteAlias.
    case deleteAlias(String)
    /// Encrypt, by the root user or by another.
    case encrypt(ModelTarget, context: [String: String], user: String?)
    /// Decrypt the ciphertext of this number, with its own context for `nil`, and perhaps a key that it should name.
    case decrypt(Int, context: [String: String]?, hint: Int?)
    /// ReEncrypt the ciphertext of this number under a key, without a context.
    case reEncrypt(Int, Int)
    /// TagResource.
    case tag(Int, String, String)
    /// CreateGrant.
    case grant(Int, user: String, Set<String>)
    /// RevokeGrant, of the grant of this number.
    case revoke(Int)
    /// Nothing, for so many milliseconds.
    case advance(Int64)
}

/// A key as a caller names it.
public enum ModelTarget: Sendable {
    /// By its id.
    case key(Int)
    /// By an alias.
    case alias(String)
}

/// What comes of a step.
public enum ModelOutcome: Hashable, Sendable {
    /// It succeeded; with the plaintext where there is one.
    case done(String)
    /// It was refused, with this error.
    case refused(String)
}

/// Why the model refuses, by the name of AWS's error.
struct ModelRefusal: Error {
    let code: String

    init(_ code: String) {
        self.code = code
    }
}

/// Makes histories: mostly sensible, sometimes wrong.
public struct ModelActionGenerator {
    private var generator: SplitMix64
    private static let day: Int64 = 86_400_000

    /// A generator that makes the same history for the same seed.
    public init(seed: UInt64) {
        generator = SplitMix64(seed: seed)
    }

    /// The next step, as things stand in `model`.
    public mutating func next(in model: ModelKMS) -> ModelAction {
        guard model.keyCount > 2 else { return .createKey(.symmetric) }
        let key = anyKey(model)
        switch roll(100) {
        case 0..<4: return .createKey(ModelKMS.Kind.allCases[roll(3)])
        case 4..<9: return .enable(key)
        case 9..<13: return .disable(key)
        case 13..<17: return .schedule(key, days: [7, 7, 8, 10, 30, 6, 31, 0][roll(8)])
        case 17..<21: return .cancel(key)
        case 21..<26: return .startRotation(key, days: [90, 90, 120, 365, 2560, 89, 2561][roll(7)])
        case 26..<28: return .stopRotation(key)
        case 28..<32: return .rotate(key)
        case 32..<36: return .createAlias(alias(), key)
        case 36..<40: return .updateAlias(alias(), key)
        case 40..<42: return .deleteAlias(alias())
        case 42..<57: return encryption(key)
        case 57..<74: return decryption(model, key)
        case 74..<78: return .reEncrypt(anyCiphertext(model), key)
        case 78..<81: return .tag(key, ["team", "Team", "aws:team"][roll(3)], ["red", "blue", ""][roll(3)])
        case 81..<86:
            return .grant(key, user: user(), [["Encrypt"], ["DescribeKey"], ["Encrypt", "Decrypt"]][roll(3)])
        case 86..<89: return .revoke(roll(model.grants.count + 1))
        default: return .advance(pause())
        }
    }

    private mutating func encryption(_ key: Int) -> ModelAction {
        let target = roll(4) == 0 ? ModelTarget.alias(alias()) : .key(key)
        return .encrypt(target, context: context(), user: roll(4) == 0 ? user() : nil)
    }

    private mutating func decryption(_ model: ModelKMS, _ key: Int) -> ModelAction {
        .decrypt(anyCiphertext(model), context: roll(4) == 0 ? context() : nil, hint: roll(4) == 0 ? key : nil)
    }

    private mutating func pause() -> Int64 {
        [1, 3_600_000, Self.day, 7 * Self.day, 30 * Self.day, 91 * Self.day, 400 * Self.day][roll(7)]
    }

    private mutating func anyKey(_ model: ModelKMS) -> Int {
        let living = model.keys.keys.sorted()
        return living.isEmpty || roll(20) == 0 ? roll(model.keyCount) : living[roll(living.count)]
    }

    private mutating func anyCiphertext(_ model: ModelKMS) -> Int { roll(max(1, model.ciphertexts.count)) }
    private mutating func alias() -> String { ["a", "b", "c", "d"][roll(4)] }
    private mutating func user() -> String { ["ada", "bob"][roll(2)] }
    private mutating func context() -> [String: String] {
        [[:], ["a": "b"], ["ab": ""], ["a": "b", "c": "d"]][roll(4)]
    }
    private mutating func roll(_ sides: Int) -> Int { Int(generator.next() % UInt64(sides)) }
}
