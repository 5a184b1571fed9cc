/// An ordered map with value semantics whose copies share what they have in common: copying is one retain, and changing
/// a copy costs the path from the root to the change.
///
/// Reading is inlinable, because a look-up that knows its types is several times faster than one that does not.
///
/// It is a B-tree. Iteration and ranges run in ascending order of keys, so that a page of a listing costs what the page
/// holds, not what the map holds.
///
/// Complexity: look-up, insertion and removal O(log n); a copy O(1); a page of k entries O(log n + k).
public struct SortedMap<Key: Comparable & Sendable, Value: Sendable>: Sendable {
    @usableFromInline var root: SortedMapNode<Key, Value>
    /// How many entries there are.
    public private(set) var count: Int

    /// A map without entries.
    public init() {
        root = SortedMapNode()
        count = 0
    }

    /// Whether there are no entries.
    public var isEmpty: Bool { count == 0 }

    /// The value for `key`. Setting `nil` removes the entry.
    public subscript(key: Key) -> Value? {
        @inlinable get { root.value(for: key) }
        set {
            guard let newValue else {
                removeValue(for: key)
                return
            }
            insert(newValue, for: key)
        }
    }

    /// Visits the entries with keys from `lower` on, ascending, until `body` answers `false`.
    @inlinable
    public func forEach<E: Error>(
        from lower: Key? = nil, _ body: (_ key: Key, _ value: Value) throws(E) -> Bool
    ) throws(E) {
        _ = try root.forEach(from: lower, body)
    }

    /// Visits the entries with keys up to `upper`, descending, until `body` answers `false`.
    @inlinable
    public func forEachDescending<E: Error>(
        upTo upper: Key? = nil, _ body: (_ key: Key, _ value: Value) throws(E) -> Bool
    ) throws(E) {
        _ = try root.forEachDescending(upTo: upper, body)
    }

    /// The entry with the smallest key not below `lower`.
    @inlinable
    public func first(from lower: Key? = nil) -> (key: Key, value: Value)? {
        var found: (key: Key, value: Value)?
        forEach(from: lower) { key, value in
            found = (key, value)
            return false
        }
        return found
    }

    private mutating func insert(_ value: Value, for key: Key) {
        makeRootUnique()
        if root.insert(value, for: key) { count += 1 }
        guard root.isOverfull else { return }
        let left = root
        let (separator, right) = left.split()
        root = SortedMapNode(entries: [separator], children: [left, right])
    }

    private mutating func removeValue(for key: Key) {
        guard root.value(for: key) != nil else { return }
        makeRootUnique()
        root.removeValue(for: key)
        count -= 1
        if root.entries.isEmpty, let only = root.children.first { root = only }
    }

    private mutating func makeRootUnique() {
        if !isKnownUniquelyReferenced(&root) { root = root.copy() }
    }
}

/// A node of the tree. Only a node that is referenced once is ever changed.
///
/// INVARIANT: entries ascend; an inner node has one child more than entries; every node but the root holds between
/// `minimum` and `maximum` entries.
@usableFromInline
final class SortedMapNode<Key: Comparable & Sendable, Value: Sendable>: @unchecked Sendable {
    @usableFromInline typealias Entry = (key: Key, value: Value)

    @usableFromInline var entries: [Entry]
    @usableFromInline var children: [SortedMapNode]

    static var maximum: Int { 32 }
    static var minimum: Int { 15 }

    init(entries: [Entry] = [], children: [SortedMapNode] = []) {
        self.entries = entries
        self.children = children
    }

    @inlinable var isLeaf: Bool { children.isEmpty }
    var isOverfull: Bool { entries.count > Self.maximum }

    func copy() -> SortedMapNode { SortedMapNode(entries: entries, children: children) }

    /// The first index whose key is not below `key`, and whether it is equal.
    @inlinable
    func position(of key: Key) -> (index: Int, isEqual: Bool) {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].key < key { low = middle + 1 } else { high = middle }
        }
        return (low, low < entries.count && entries[low].key == key)
    }

    @inlinable
    func value(for key: Key) -> Value? {
        var node = self
        while true {
            let (index, isEqual) = node.position(of: key)
            if isEqual { return node.entries[index].value }
            guard !node.isLeaf else { return nil }
            node = node.children[index]
        }
    }

    private func makeChildUnique(_ index: Int) {
        if !isKnownUniquelyReferenced(&children[index]) { children[index] = children[index].copy() }
    }

    /// Puts the value in; `true` when the key is new. May leave this node one entry too full, for the parent to split.
    func insert(_ value: Value, for key: Key) -> Bool {
        let (index, isEqual) = position(of: key)
        if isEqual {
            entries[index].value = value
            return false
        }
        guard !isLeaf else {
            entries.insert((key, value), at: index)
            return true
        }
        makeChildUnique(index)
        let isNew = children[index].insert(value, for: key)
        if children[index].isOverfull {
            let (separator, right) = children[index].split()
            entries.insert(separator, at: index)
            children.insert(right, at: index + 1)
        }
        return isNew
    }

    /// Keeps the lower half here and returns the middle entry and a node with the upper half.
    func split() -> (separator: Entry, right: SortedMapNode) {
        let middle = entries.count / 2
        let separator = entries[middle]
        let right = SortedMapNode(
            entries: Array(entries[(middle + 1)...]), children: isLeaf ? [] : Array(children[(middle + 1)...]))
        entries.removeSubrange(middle...)
        if !isLeaf { children.removeSubrange((middle + 1)...) }
        return (separator, right)
    }

    /// Removes the entry, which must be there. May leave this node one entry short, for the parent to mend.
    func removeValue(for key: Key) {
        let (index, isEqual) = position(of: key)
        if isLeaf {
            entries.remove(at: index)
            return
        }
        makeChildUnique(index)
        if isEqual {
            entries[index] = children[index].removeLast()
        } else {
            children[index].removeValue(for: key)
        }
        mendChild(index)
    }

    private func removeLast() -> Entry {
        guard let lastChild = children.indices.last else { return entries.removeLast() }
        makeChildUnique(lastChild)
        let entry = children[lastChild].removeLast()
        mendChild(lastChild)
        return entry
    }

    private func mendChild(_ index: Int) {
        guard children[index].entries.count < Self.minimum else { return }
        if index > 0, children[index - 1].entries.count > Self.minimum {
            borrowFromLeft(index)
        } else if index + 1 < children.count, children[index + 1].entries.count > Self.minimum {
            borrowFromRight(index)
        } else {
            merge(index > 0 ? index - 1 : index)
        }
    }

    private func borrowFromLeft(_ index: Int) {
        makeChildUnique(index - 1)
        let (left, child) = (children[index - 1], children[index])
        child.entries.insert(entries[index - 1], at: 0)
        entries[index - 1] = left.entries.removeLast()
        if !left.isLeaf { child.children.insert(left.children.removeLast(), at: 0) }
    }

    private func borrowFromRight(_ index: Int) {
        makeChildUnique(index + 1)
        let (child, right) = (children[index], children[index + 1])
        child.entries.append(entries[index])
        entries[index] = right.entries.removeFirst()
        if !right.isLeaf { child.children.append(right.children.removeFirst()) }
    }

    /// Joins the children at `index` and `index + 1` around the entry between them.
    private func merge(_ index: Int) {
        makeChildUnique(index)
        let right = children.remove(at: index + 1)
        let left = children[index]
        left.entries.append(entries.remove(at: index))
        left.entries.append(contentsOf: right.entries)
        left.children.append(contentsOf: right.children)
    }

    @inlinable
    func forEach<E: Error>(from lower: Key?, _ body: (Key, Value) throws(E) -> Bool) throws(E) -> Bool {
        let start: (index: Int, isEqual: Bool) = lower.map { position(of: $0) } ?? (0, false)
        if !isLeaf, !start.isEqual {
            guard try children[start.index].forEach(from: lower, body) else { return false }
        }
        for index in start.index..<entries.count {
            guard try body(entries[index].key, entries[index].value) else { return false }
            if !isLeaf {
                guard try children[index + 1].forEach(from: nil, body) else { return false }
            }
        }
        return true
    }

    @inlinable
    func forEachDescending<E: Error>(upTo upper: Key?, _ body: (Key, Value) throws(E) -> Bool) throws(E) -> Bool {
        let end: (index: Int, isEqual: Bool) = upper.map { position(of: $0) } ?? (entries.count, false)
        if end.isEqual {
            guard try body(entries[end.index].key, entries[end.index].value) else { return false }
        }
        for index in stride(from: end.index, through: 0, by: -1) {
            let bound = index == end.index && !end.isEqual ? upper : nil
            if !isLeaf {
                guard try children[index].forEachDescending(upTo: bound, body) else { return false }
            }
            guard index > 0 else { break }
            guard try body(entries[index - 1].key, entries[index - 1].value) else { return false }
        }
        return true
    }
}
