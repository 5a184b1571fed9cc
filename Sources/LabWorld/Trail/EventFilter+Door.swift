public import LabCore
import LabKMS
import LabService
public import LabTrail

extension EventFilter {
    /// The members of a filter at a door.
    static let members = [
        "user", "name", "source", "resource", "key", "error", "refused", "readOnly", "accessKey", "via", "since",
        "until", "region",
    ]

    /// Reads a filter:
    ///
    ///     {"user": "bob", "name": ["Decrypt", "Encrypt"], "key": "alias/ledger", "refused": true, "since": "-2h"}
    ///
    /// Every condition takes one text or a list of them. `since` and `until` are moments: see ``Moment``.
    init(_ input: DoorInput, in lab: Lab) throws(ServiceError) {
        self.init()
        users = try input.texts("user")
        names = try input.texts("name")
        sources = try input.texts("source")
        resources = try input.texts("resource")
        errors = try input.texts("error")
        accessKeys = try input.texts("accessKey")
        via = try input.texts("via")
        isRefused = try input.bool("refused")
        isReadOnly = try input.bool("readOnly")
        from = try input.moment("since", now: lab.now, isEnd: false)
        to = try input.moment("until", now: lab.now, isEnd: true)
        let region = try input.region() ?? .standard
        key = try input.texts("key").flatMap { lab.world.kms.names(of: $0, in: region) }
        if let from, let to, from > to { throw DoorInput.error("`since` is later than `until`") }
    }
}

extension Lab {
    /// The filter that `input` asks for, as at the door `trail`; keys are looked up in the world as it stands.
    ///
    /// - Throws: `InvalidDoorInput`.
    public func eventFilter(_ input: JSONObject) throws(ServiceError) -> EventFilter {
        try EventFilter(DoorInput(input, allowing: ["last"] + EventFilter.members), in: self)
    }
}

extension DoorInput {
    /// One text or a list of them; none when the member is not there.
    func texts(_ name: String) throws(ServiceError) -> [String] {
        if let text = try? string(name) { return [text] }
        return try strings(name) ?? []
    }

    /// A moment as a person writes it.
    func moment(_ name: String, now: Timestamp, isEnd: Bool) throws(ServiceError) -> Timestamp? {
        guard let text = try string(name) else { return nil }
        guard let moment = Moment(text, now: now, isEnd: isEnd) else {
            throw Self.error(
                "`\(text)` is no moment: write 2026-11-25, 2026-11-25T13:00:00Z, 2h (ago), +30d or +13mo")
        }
        return moment.time
    }
}

/// A moment as a person writes it: a date, a time in ISO 8601, a length of time ago (`2h`, `-2h`) or ahead (`+30d`), in
/// months too (`+13mo`), or `now`.
struct Moment: Hashable {
    let time: Timestamp

    /// - Parameter isEnd: Whether a date means its end rather than its beginning.
    init?(_ text: String, now: Timestamp, isEnd: Bool) {
        guard text != "now" else {
            time = now
            return
        }
        if let time = Timestamp(iso8601: text) {
            let isDate = text.utf8.count == "2026-11-25".utf8.count
            self.time = isDate && isEnd ? time + LabDuration(milliseconds: 86_399_999) : time
            return
        }
        let isAhead = text.hasPrefix("+")
        let length = text.drop { $0 == "+" || $0 == "-" }
        guard length.utf8.count >= text.utf8.count - 1 else { return nil }
        if length.hasSuffix("mo") {
            guard let count = Int(length.dropLast(2)), (0...1200).contains(count) else { return nil }
            time = now.adding(months: isAhead ? count : -count)
        } else {
            guard let duration = LabDuration(length) else { return nil }
            time = isAhead ? now + duration : now - duration
        }
    }
}

extension Timestamp {
    /// The same day and time `months` later; the last day of the month where that month is too short.
    func adding(months: Int) -> Timestamp {
        var time = CalendarTime(self)
        let count = time.year * 12 + time.month - 1 + months
        time.year = count >= 0 ? count / 12 : 0
        time.month = count >= 0 ? count % 12 + 1 : 1
        while CalendarTime(year: time.year, month: time.month, day: time.day) == nil, time.day > 28 { time.day -= 1 }
        return time.timestamp
    }
}

extension KMSState {
    /// The key that a person names by id, ARN, `alias/NAME` or alias ARN, in the standard account unless an ARN says
    /// otherwise.
    func key(named text: String, in region: Region) -> KeyRecord? {
        if let address = address(of: text) { return keys[address] }
        let arn = ARN(text)
        let account = arn.flatMap { AccountID($0.account) } ?? .standard
        let place = arn.flatMap { Region($0.region) } ?? region
        let name = arn?.resource ?? text
        guard name.hasPrefix("alias/") else {
            return keys[KeyAddress(account: account, region: place, keyID: name)]
        }
        return aliases[AliasAddress(account: account, region: place, name: name)].flatMap { keys[$0.target] }
    }

    /// Everything that requests may have called a key; of one that has gone, what can be told from its id.
    func names(of text: String, in region: Region) -> [String] {
        guard let key = key(named: text, in: region) else {
            let arn = KeyAddress(account: .standard, region: region, keyID: text).arn
            return text.hasPrefix("alias/") || ARN(text) != nil ? [text] : [text, arn.description]
        }
        let aliases = aliases(pointingTo: key.address).flatMap { [$0.address.name, $0.address.arn.description] }
        return [key.arn.description, key.address.keyID] + aliases
    }
}
