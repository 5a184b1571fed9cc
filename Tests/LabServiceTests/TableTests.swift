import LabCore
import LabService
import Testing

private struct Number: Row, Equatable {
    static let table = "test.numbers"
    struct ID: RowID, Codable {
        let value: Int
        var rowKey: String { String(value) }
        static func < (left: ID, right: ID) -> Bool { left.value < right.value }
    }
    let id: ID
    var dueDate: Timestamp?

    init(_ value: Int, due: Int64? = nil) {
        id = ID(value: value)
        dueDate = due.map { Timestamp(millisecondsSince1970: $0) }
    }
}

@Suite struct TableTests {
    @Test func touchedRowsAreDrainedOnceInTheirLastState() {
        var table = Table<Number>()
        table.put(Number(1))
        table.put(Number(2))
        table.put(Number(2, due: 7))
        table[Number.ID(value: 1)] = nil
        let changes = table.drainChanges().sorted { $0.key < $1.key }
        #expect(changes.map(\.key) == ["1", "2"])
        #expect(changes[0].value == nil)
        #expect((changes[1].value as? Number)?.dueDate == Timestamp(millisecondsSince1970: 7))
        #expect(table.drainChanges().isEmpty)
    }

    @Test func aChangeRemembersTheRowAsItWasBeforeTheFirstTouch() {
        var table = Table<Number>()
        table.load(Number(1, due: 1))
        table.put(Number(1, due: 2))
        table.put(Number(1, due: 3))
        table.put(Number(2))
        let changes = table.drainChanges().sorted { $0.key < $1.key }
        #expect(changes[0].previous as? Number == Number(1, due: 1))
        #expect(changes[0].value as? Number == Number(1, due: 3))
        #expect(changes[1].previous == nil)
    }

    @Test func aChangeTurnedRoundTakesTheTableBack() {
        var table = Table<Number>()
        table.load(Number(1, due: 1))
        table.put(Number(1, due: 2))
        table.put(Number(2, due: 5))
        for change in table.drainChanges() {
            table.apply(RowChange(table: change.table, key: change.key, value: change.previous))
        }
        #expect(table.all == [Number(1, due: 1)])
        #expect(table.nextDue?.row == Number(1, due: 1))
        #expect(table.hasChanges)
    }

    @Test func removingEverythingTouchesEveryRow() {
        var table = Table<Number>()
        table.load(Number(1, due: 1))
        table.load(Number(2))
        #expect(table.last == Number(2))
        table.removeAll()
        #expect(table.drainChanges().allSatisfy { $0.value == nil && $0.previous != nil })
        #expect(table.count == 0)
        #expect(table.nextDue == nil)
    }

    @Test func loadedRowsAreNotTouched() {
        var table = Table<Number>()
        table.load(Number(1))
        #expect(!table.hasChanges)
        #expect(table.count == 1)
    }

    @Test func removingWhatIsNotThereTouchesNothing() {
        var table = Table<Number>()
        table[Number.ID(value: 9)] = nil
        #expect(!table.hasChanges)
    }

    @Test func theCalendarFollowsEveryChange() {
        var table = Table<Number>()
        table.put(Number(1, due: 30))
        table.put(Number(2, due: 10))
        table.load(Number(3, due: 20))
        #expect(table.nextDue?.row == Number(2, due: 10))
        table.put(Number(2, due: 40))
        #expect(table.nextDue?.row == Number(3, due: 20))
        table[Number.ID(value: 3)] = nil
        #expect(table.nextDue?.row == Number(1, due: 30))
        table.put(Number(1))
        #expect(table.nextDue?.row == Number(2, due: 40))
        table[Number.ID(value: 2)] = nil
        #expect(table.nextDue == nil)
    }
}
