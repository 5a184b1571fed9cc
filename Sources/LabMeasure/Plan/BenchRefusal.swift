/// Why a run does not begin.
public enum BenchRefusal: Error, Hashable, Sendable {
    /// No sizes, or too many.
    case sizeCount(Int)
    /// A size out of bounds.
    case size(Int)
    /// A number of objects out of bounds.
    case objectCount(Int)
    /// A number of messages for a data key out of bounds.
    case cache(Int)
    /// More requests than are worth waiting for.
    case tooManyCalls(BenchCase, limit: Int)
    /// More than S3 takes at once.
    case tooLargeToPut(BenchCase)
    /// More memory than the machine has free.
    case tooLarge(BenchCase, needed: Int, available: Int)
}

extension BenchRefusal: CustomStringConvertible {
    /// What is wrong.
    public var description: String {
        switch self {
        case .sizeCount(let count): "between 1 and \(BenchPlan.maximumSizes) sizes can be measured, not \(count)"
        case .size(let size):
            "an object can have 1 B to \(Quantity.text(bytes: BenchPlan.maximumObjectBytes)), not \(size) bytes"
        case .objectCount(let count):
            "between 1 and \(Quantity.grouped(BenchPlan.maximumObjects)) objects can be measured, not \(count)"
        case .cache(let count): "a data key can be used for 1 message or more, not for \(count)"
        case .tooManyCalls(let one, let limit):
            "\(Self.name(one)) would be \(Quantity.grouped(one.plannedCalls)) requests to KMS, and "
                + "\(Quantity.grouped(limit)) are the most that are run"
        case .tooLargeToPut(let one): "S3 takes 5 GiB in one PutObject, not \(Quantity.text(bytes: one.objectBytes))"
        case .tooLarge(let one, let needed, let available):
            "\(Self.name(one)) needs \(Quantity.text(bytes: needed)) of memory, and "
                + "\(Quantity.text(bytes: available)) may be used here"
        }
    }

    /// What to do about it.
    public var hint: String? {
        switch self {
        case .tooManyCalls, .tooLarge: "take fewer objects (`--objects`) or a smaller size (`--sizes`)"
        case .tooLargeToPut: "leave `bucket-keys` out for this size"
        case .sizeCount, .size: "for example `--sizes 4KiB,1MiB`"
        case .objectCount, .cache: nil
        }
    }

    private static func name(_ one: BenchCase) -> String {
        "`\(one.method.rawValue)` with \(Quantity.grouped(one.objects)) x \(Quantity.text(bytes: one.objectBytes))"
    }
}
