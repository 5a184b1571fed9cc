import LabCore
import LabCrypto
import Testing

@testable import LabClient

struct MessageExplanationTests {
    /// Every box, depth first.
    private func flat(_ nodes: [MessageExplanation.Node]) -> [MessageExplanation.Node] {
        nodes.flatMap { [$0] + flat($0.children) }
    }

    /// Every byte of `length` lies in exactly one box of every level.
    private func expectNoGaps(_ nodes: [MessageExplanation.Node], _ range: Range<Int>) {
        var position = range.lowerBound
        for node in nodes {
            #expect(node.offset == position, "\(node.label)")
            position += node.length
            if !node.children.isEmpty { expectNoGaps(node.children, node.offset..<node.offset + node.length) }
        }
        #expect(position == range.upperBound)
    }

    @Test
    func everyByteOfAMessageIsExplained() {
        for message in [
            KnownAnswerTests.committing, KnownAnswerTests.version1, KnownAnswerTests.singleBlock,
            KnownAnswerTests.signed,
        ] {
            let explanation = MessageExplanation(of: message)
            #expect(explanation.problem == nil)
            expectNoGaps(explanation.nodes, 0..<message.count)
            for node in flat(explanation.nodes) where node.children.isEmpty {
                #expect(node.bytes == Array(message[node.offset..<node.offset + node.length].prefix(96)))
            }
        }
    }

    @Test
    func theBoxesSayWhatTheMessageSays() {
        let explanation = MessageExplanation(of: KnownAnswerTests.committing)
        let boxes = flat(explanation.nodes)
        #expect(explanation.nodes.map(\.label) == ["header", "header authentication", "body"])
        #expect(boxes.first { $0.label == "algorithm suite" }?.value == AlgorithmSuite.aes256Committing.description)
        #expect(boxes.first { $0.label == "context value 2" }?.value == "1")
        #expect(boxes.first { $0.label == "provider info of data key 1" }?.value == "k1")
        #expect(boxes.first { $0.label == "key commitment" }?.offset == 138)
        #expect(boxes.first { $0.label == "final frame" }?.value == "3 bytes of content")
        #expect(explanation.header?.context == KnownAnswerTests.context)
        #expect(explanation.totals == .init(message: 269, header: 186, plaintext: 11, frames: 2))
        #expect(explanation.totals.overhead == 258)
    }

    @Test
    func manyFramesAreDrawnAsThree() async throws {
        let message = try await Bench().encrypt(.pattern(8 * 1000 + 5))
        let explanation = MessageExplanation(of: message)
        #expect(explanation.totals.frames == 1001)
        #expect(explanation.totals.plaintext == 8005)
        let body = try #require(explanation.nodes.last)
        #expect(body.children.map(\.label) == ["frame 1", "frame 2", "998 more frames", "final frame"])
        expectNoGaps(explanation.nodes, 0..<message.count)
    }

    @Test
    func aBlobIsTakenApartByWhoKnowsIt() async throws {
        let kms = FakeKMS()
        let message = try await Bench(keyring: KMSKeyring(keyID: FakeKMS.arn("1"), source: kms)).encrypt([1])
        var asked: [String] = []
        let explanation = MessageExplanation(of: message) { key, offset in
            asked.append(key.providerID)
            #expect(Array(message[offset..<offset + key.ciphertext.count]) == key.ciphertext)
            return [.init(label: "nonce", offset: offset, length: 12, meaning: "random")]
        }
        #expect(asked == ["aws-kms"])
        #expect(flat(explanation.nodes).contains { $0.label == "nonce" })
        #expect(flat(explanation.nodes).contains { $0.value == FakeKMS.arn("1") })
    }

    @Test
    func aMessageCutShortIsExplainedUpToTheCut() {
        let message = KnownAnswerTests.signed
        for length in 0..<message.count {
            let explanation = MessageExplanation(of: Array(message.prefix(length)))
            guard let problem = explanation.problem else {
                Issue.record("\(length) bytes passed for whole")
                continue
            }
            guard case .truncated(let needed) = problem.error else {
                Issue.record("\(length) bytes: \(problem.error)")
                continue
            }
            #expect(needed > length)
            #expect(problem.offset <= length)
            expectNoGaps(explanation.nodes, 0..<problem.offset)
        }
    }

    @Test
    func whatIsWrongIsSaid() {
        var message = KnownAnswerTests.committing
        message[233] ^= 0xFF
        #expect(
            MessageExplanation(of: message).problem
                == .init(offset: 226, error: .frameOutOfSequence(expected: 2, found: 2 ^ 0xFF)))
        message = KnownAnswerTests.committing + [1]
        #expect(MessageExplanation(of: message).problem == .init(offset: 269, error: .trailingBytes))
        message = KnownAnswerTests.committing
        message[189] = 9
        #expect(
            MessageExplanation(of: message).problem
                == .init(offset: 186, error: .frameOutOfSequence(expected: 1, found: 9)))
        message[2] = 0
        #expect(MessageExplanation(of: message).problem == .init(offset: 3, error: .unknownSuite(0x0400)))
        #expect(MessageExplanation(of: []).problem == .init(offset: 0, error: .truncated(needed: 1)))
        #expect(MessageExplanation(of: Array("AgR4".utf8)).problem?.error == .looksLikeBase64)
    }

    @Test
    func damageInAContentLeavesTheBoxesAsTheyWere() {
        var message = KnownAnswerTests.committing
        message[210] ^= 1
        let damaged = MessageExplanation(of: message)
        #expect(damaged.problem == nil)
        #expect(damaged.totals == MessageExplanation(of: KnownAnswerTests.committing).totals)
    }
}
