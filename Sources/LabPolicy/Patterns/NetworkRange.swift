/// A range of IPv4 or IPv6 addresses in CIDR notation; an address alone is a range of one.
///
/// - SeeAlso: RFC 4632, RFC 4291 section 2.2; IAM User Guide, "IP address condition operators"
public struct NetworkRange: Hashable, Sendable {
    private let base: NetworkAddress
    private let prefixLength: Int

    /// Parses `203.0.113.0/24`, `2001:db8::/32` or an address; `nil` for anything else.
    public init?(_ text: String) {
        let fields = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = NetworkAddress(fields[0]) else { return nil }
        if fields.count == 2 {
            guard let length = Self.decimal(fields[1]), length <= address.bitCount else { return nil }
            prefixLength = length
        } else {
            prefixLength = address.bitCount
        }
        base = address
    }

    private static func decimal(_ text: Substring) -> Int? {
        let isNumber = (1...3).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        return isNumber ? Int(text) : nil
    }

    /// Whether the address that `text` writes lies in the range; what is no address never does.
    public func contains(address text: String) -> Bool { NetworkAddress(text).map(contains) ?? false }

    /// Whether `address` lies in the range; addresses of the other family never do.
    func contains(_ address: NetworkAddress) -> Bool {
        guard address.bitCount == base.bitCount else { return false }
        let shift = base.bitCount - prefixLength
        return shift == 128 || address.bits >> shift == base.bits >> shift
    }
}

/// An IPv4 or IPv6 address.
struct NetworkAddress: Hashable, Sendable {
    let bits: UInt128
    /// 32 or 128.
    let bitCount: Int

    /// Parses an address; `nil` when `text` is none.
    init?(_ text: some StringProtocol) {
        if let bits = Self.version4(text) {
            (self.bits, bitCount) = (UInt128(bits), 32)
        } else if let bits = Self.version6(text) {
            (self.bits, bitCount) = (bits, 128)
        } else {
            return nil
        }
    }

    /// Four decimal numbers below 256, of one to three digits, with dots between them.
    private static func version4(_ text: some StringProtocol) -> UInt32? {
        var bits: UInt32 = 0
        var (number, digits, dots): (UInt32, Int, Int) = (0, 0, 0)
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39 where digits < 3:
                number = number * 10 + UInt32(byte - 0x30)
                digits += 1
            case 0x2E where digits > 0 && dots < 3 && number < 256:
                bits = bits << 8 | number
                (number, digits, dots) = (0, 0, dots + 1)
            default:
                return nil
            }
        }
        return dots == 3 && digits > 0 && number < 256 ? bits << 8 | number : nil
    }

    private static func version6(_ text: some StringProtocol) -> UInt128? {
        guard let groups = Version6Groups(text) else { return nil }
        return groups.all.reduce(0) { $0 << 16 | UInt128($1) }
    }
}

/// The eight groups of an IPv6 address.
private struct Version6Groups {
    let all: [UInt16]

    init?(_ text: some StringProtocol) {
        guard let gap = Self.gap(in: String(text)) else {
            guard let groups = Self.groups(String(text)[...]), groups.count == 8 else { return nil }
            all = groups
            return
        }
        guard let head = Self.groups(gap.head), let tail = Self.groups(gap.tail), head.count + tail.count < 8 else {
            return nil
        }
        all = head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail
    }

    /// What stands before and after `::`; `nil` when there is none.
    private static func gap(in text: String) -> (head: Substring, tail: Substring)? {
        var previous: String.Index?
        for index in text.indices {
            if text[index] == ":", let before = previous, text[before] == ":" {
                return (text[..<before], text[text.index(after: index)...])
            }
            previous = index
        }
        return nil
    }

    private static func groups(_ text: Substring) -> [UInt16]? {
        guard !text.isEmpty else { return [] }
        var groups: [UInt16] = []
        for field in text.split(separator: ":", omittingEmptySubsequences: false) {
            let isGroup = (1...4).contains(field.utf8.count) && field.allSatisfy(\.isHexDigit)
            guard isGroup, let group = UInt16(field, radix: 16) else { return nil }
            groups.append(group)
        }
        return groups
    }
}
