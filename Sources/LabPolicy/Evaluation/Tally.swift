import LabCore

/// What the marks of one decision come to, layer by layer.
struct Tally {
    private(set) var denials: LayerSet = []
    private(set) var allows: LayerSet = []
    private(set) var resourceReach: ReachSet = []
    private(set) var grantReach: ReachSet = []
    /// Whether every level of the organization allows; true where there is none.
    let serviceControlAllows: Bool
    let resourceControlAllows: Bool
    let hasBoundary: Bool
    let hasSession: Bool
    let hasVPCEndpoint: Bool

    init(_ marks: [Mark], of policies: ApplicablePolicies) {
        serviceControlAllows = Self.allLevelsAllow(marks, .serviceControl, count: policies.serviceControl.count)
        resourceControlAllows = Self.allLevelsAllow(marks, .resourceControl, count: policies.resourceControl.count)
        hasBoundary = policies.boundary != nil
        hasSession = !policies.session.isEmpty
        hasVPCEndpoint = policies.vpcEndpoint != nil
        for mark in marks {
            guard let reach = mark.reach else { continue }
            count(mark, reach)
        }
    }

    private mutating func count(_ mark: Mark, _ reach: Reach) {
        let layer = LayerSet(mark.id.layer)
        #if DEBUG
            if mark.effect == .deny, Weakness.present.contains(.ignoresDeny) { return }
        #endif
        guard mark.effect == .allow else { return denials.formUnion(layer) }
        allows.formUnion(layer)
        if mark.id.layer == .resource { resourceReach.insert(ReachSet(reach)) }
        if mark.id.layer == .grants { grantReach.insert(ReachSet(reach)) }
    }

    /// Marks stand in the order of their levels, so levels with an allow are counted as they change.
    private static func allLevelsAllow(_ marks: [Mark], _ layer: Layer, count: Int) -> Bool {
        guard count > 0 else { return true }
        var allowing = 0
        var last = -1
        for mark in marks where mark.id.layer == layer && mark.effect == .allow && mark.reach != nil {
            if mark.id.level != last { allowing += 1 }
            last = mark.id.level
        }
        return allowing == count
    }
}

/// A set of layers.
struct LayerSet: OptionSet, Hashable, Sendable {
    let rawValue: UInt8

    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    init(_ layer: Layer) {
        rawValue = 1 << layer.position
    }

    /// The first layer in the order of evaluation.
    var first: Layer? { Layer.allCases.first { contains(LayerSet($0)) } }
}

extension Layer {
    /// The layer's place in the order of evaluation.
    var position: UInt8 {
        switch self {
        case .serviceControl: 0
        case .resourceControl: 1
        case .vpcEndpoint: 2
        case .resource: 3
        case .identity: 4
        case .boundary: 5
        case .session: 6
        case .grants: 7
        }
    }
}
