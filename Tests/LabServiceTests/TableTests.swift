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
