import LabService
import LabTesting
import Testing

@Suite struct SortedMapTests {
    /// Thousands of random changes, compared after each with a dictionary; old copies must stay as they were.
    @Test(arguments: [UInt64(1), 2, 3])
    func itBehavesAsADictionaryAndCopiesStayAsTheyWere(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var map = SortedMap<Int, Int>()
        var model: [Int: Int] = [:]
        var copies: [(map: SortedMap<Int, Int>, model: [Int: Int])] = []
        for step in 0..<6000 {
            let key = Int.random(in: 0..<700, using: &random)
            if Int.random(in: 0..<5, using: &random) < (step < 3000 ? 4 : 1) {
                map[key] = step
                model[key] = step
            } else {
                map[key] = nil
                model[key] = nil
            }
            #expect(map.count == model.count)
            #expect(map[key] == model[key])
            if step % 500 == 0 { copies.append((map, model)) }
        }
        for (map, model) in copies + [(map, model)] { check(map, model, &random) }
    }

    private func check(_ map: SortedMap<Int, Int>, _ model: [Int: Int], _ random: inout SplitMix64) {
        let sorted = model.sorted { $0.key < $1.key }
        #expect(entries(map).map(\.0) == sorted.map(\.key))
        #expect(entries(map).map(\.1) == sorted.map(\.value))
        for _ in 0..<50 {
            let bound = Int.random(in: -5..<705, using: &random)
            #expect(entries(map, from: bound).map(\.0) == sorted.map(\.key).filter { $0 >= bound })
            var descending: [Int] = []
            map.forEachDescending(upTo: bound) { key, _ in
                descending.append(key)
                return true
            }
            #expect(descending == sorted.map(\.key).filter { $0 <= bound }.reversed())
        }
    }

    private func entries(_ map: SortedMap<Int, Int>, from lower: Int? = nil) -> [(Int, Int)] {
        var entries: [(Int, Int)] = []
        map.forEach(from: lower) { key, value in
            entries.append((key, value))
            return true
        }
        return entries
    }

    @Test func aVisitStopsWhenItIsTold() {
        var map = SortedMap<Int, Int>()
        for key in 0..<1000 { map[key] = key }
        var seen: [Int] = []
        map.forEach(from: 500) { key, _ in
            seen.append(key)
            return seen.count < 3
        }
        #expect(seen == [500, 501, 502])
        #expect(map.first(from: 990)?.key == 990)
        #expect(map.first(from: 1000) == nil)
    }
}
