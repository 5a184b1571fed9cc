package import LabCore

/// Brings a lab and a workspace to where a lab begins.
package struct LabStart: Sendable {
    /// The lab's folder.
    package let folder: LabFolder
    /// The lab.
    package let definition: LabDefinition
    private let seed: UInt64

    /// The name of the fork that a reset comes back to.
    package static let fork = "lab-start"

    /// A lab with the facts of a seed.
    ///
    /// - Throws: what is wrong with `lab.yaml`.
    package init(_ folder: LabFolder, seed: UInt64) throws(LabFileError) {
        self.folder = folder
        self.seed = seed
        definition = try LabDefinition(folder, seed: seed)
    }

    /// Loads the world into an empty lab, puts the files into the workspace, and does the setup.
    ///
    /// - Throws: ``LabStartError``.
    package func begin(
        in lab: any CourseLab, _ workspace: Workspace, tongue: any CourseTongue
    ) async throws(LabStartError) -> LabSession {
        do {
            if let world = try world() {
                _ = try await lab.door("world-load", ["file": .string(world), "name": .string(definition.id)])
            }
            for file in definition.files {
                let text = String(validating: folder.files[file.source] ?? [], as: UTF8.self)
                let filled = text.map { Array(definition.facts.fill($0).utf8) }
                try workspace.write(file.name, filled ?? folder.files[file.source] ?? [])
            }
            var runner = StepRunner(
                lab: lab, workspace: workspace, tongue: tongue, session: LabSession(lab: folder.id, seed: seed))
            try await runner.run(definition.setup)
            return try await session(runner.session, lab, workspace)
        } catch let error as LabStartError {
            throw error
        } catch {
            throw LabStartError(reason: "\(error)")
        }
    }

    /// The session of a learner who begins now.
    package func session(
        _ old: LabSession, _ lab: any CourseLab, _ workspace: Workspace
    ) async throws(ServiceError) -> LabSession {
        var session = old
        let trail = try await lab.door("trail", ["last": 1])
        session.lastEventBefore = trail["events"]?.array?.last?["eventID"]?.string
        let experiment = Experiment(
            lab: lab, workspace: workspace, folder: folder, definition: definition, session: session)
        session.baselines = try await Checker(experiment).baselines()
        return session
    }

    private func world() throws(LabStartError) -> String? {
        switch definition.world {
        case .empty: return nil
        case .file(let path):
            return folder.files[path].map { definition.facts.fill(String(decoding: $0, as: UTF8.self)) }
        case .builtIn(let name):
            guard let world = BuiltInLabs.world(name) else {
                throw LabStartError(reason: "there is no world `\(name)`")
            }
            return world
        }
    }
}

/// A lab that cannot begin.
package struct LabStartError: Error, Sendable, CustomStringConvertible {
    /// Why.
    package let reason: String

    /// Why.
    package var description: String { reason }
}
