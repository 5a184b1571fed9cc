import LabCore
import Testing

@testable import LabCourse

#if DEBUG
    /// The labs guard the product: whatever emulators get wrong, some lab notices.
    @Suite struct WeaknessTests {
        @Test(arguments: [
            (Weakness.ignoresDeny, "03-label"), (.unframedContext, "03-label"),
            (.decryptsWhenDisabled, "01-envelope-by-hand"), (.storesPlaintext, "18-who-sees-plaintext"),
        ])
        func aFaultIsNoticed(weakness: Weakness, lab: String) async throws {
            let folder = try #require(BuiltInLabs.named(lab))
            let findings = try await Weakness.$present.withValue([weakness]) {
                try await Trials.run(folder, seeds: [0])
            }
            #expect(!findings.isEmpty, "no population of \(lab) notices \(weakness)")
        }
    }
#endif
