import LabCore
import LabWire
import Synchronization
import Testing

@testable import LabServer

/// What a connection makes of well-formed requests.
@Suite struct ConnectionTests {
    private let get = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n"

    @Test func aConnectionServesOneRequestAfterTheOther() async throws {
        try await withConnection(ScriptedResponder.echo()) { (client) async throws in
            client.send(get)
            #expect(try await client.receive("/a:0").hasPrefix("HTTP/1.1 200 OK\r\n"))
            client.send("POST /b HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n12345")
            #expect(try await client.receive("/b:5").contains("/b:5"))
            #expect(!client.isClosed)
        }
    }

    @Test func pipelinedRequestsAreAnsweredInTheirOrder() async throws {
        let responder = ScriptedResponder { request, body in
            if request.path == "/slow" { try await Task.sleep(for: .milliseconds(50)) }
            return ServerResponse(status: 200, body: .bytes(Array("<\(request.path)>".utf8)))
        }
        try await withConnection(responder) { (client) async throws in
            let paths = ["/slow", "/1", "/2", "/3"]
            client.send(paths.map { "GET \($0) HTTP/1.1\r\nHost: h\r\n\r\n" }.joined())
            let text = try await client.receive("</3>")
            let order = paths.compactMap { text.firstRange(of: "<\($0)>")?.lowerBound }
            #expect(order.count == 4 && order == order.sorted())
        }
    }

    @Test func chunkedBodiesArriveWhole() async throws {
        try await withConnection(ScriptedResponder.echo()) { (client) async throws in
            client.send("PUT /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n")
            client.send("3\r\nefg\r\n0\r\n\r\n")
            #expect(try await client.receive("/c:7").contains("/c:7"))
        }
    }

    @Test func theAnswerToHEADHasALengthAndNoBody() async throws {
        let responder = ScriptedResponder { _, _ in ServerResponse(status: 200, body: .bytes(Array("secret".utf8))) }
        try await withConnection(responder) { (client) async throws in
            client.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n" + get)
            let text = try await client.receive("secret")
            #expect(text.count(of: "content-length: 6") == 2)
            #expect(text.count(of: "secret") == 1)
        }
    }

    @Test(arguments: ["GET / HTTP/1.0\r\n\r\n", "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"])
    func theConnectionIsClosedWhereTheClientWantsThat(request: String) async throws {
        try await withConnection(ScriptedResponder.echo()) { (client) async throws in
            client.send(request)
            #expect(try await client.receiveAll().contains("/:0"))
            #expect(client.isClosed)
        }
    }

    @Test func aClientThatClosesItsSideStillGetsItsAnswer() async throws {
        let responder = ScriptedResponder { _, _ in
            try await Task.sleep(for: .milliseconds(30))
            return ServerResponse(status: 200, body: .bytes(Array("late".utf8)))
        }
        try await withConnection(responder) { (client) async throws in
            client.send(get)
            client.closeOutput()
            #expect(try await client.receiveAll().hasSuffix("late"))
        }
    }

    @Test func streamsOfKnownLengthAreFramedByIt() async throws {
        let responder = ScriptedResponder { _, _ in
            ServerResponse(
                status: 200,
                body: .stream(length: 6) { sink in
                    try await sink.write(Array("abc".utf8))
                    try await sink.write(Array("def".utf8))
                })
        }
        try await withConnection(responder) { (client) async throws in
            client.send(get)
            let text = try await client.receive("abcdef")
            #expect(text.contains("content-length: 6\r\n") && text.hasSuffix("\r\n\r\nabcdef"))
        }
    }

    @Test func streamsOfUnknownLengthAreChunked() async throws {
        let responder = ScriptedResponder { _, _ in
            ServerResponse(status: 200, body: .stream(length: nil) { try await $0.write(Array("abc".utf8)) })
        }
        try await withConnection(responder) { (client) async throws in
            client.send(get + get)
            let text = try await client.receive { $0.count(of: "0\r\n\r\n") == 2 }
            #expect(text.count(of: "transfer-encoding: chunked") == 2)
            #expect(text.count(of: "3\r\nabc\r\n0\r\n\r\n") == 2)
        }
    }

    @Test func aStreamThatFailsIsCutSoThatNobodyTakesItForWhole() async throws {
        let responder = ScriptedResponder { _, _ in
            ServerResponse(
                status: 200,
                body: .stream(length: nil) { sink in
                    try await sink.write(Array("half".utf8))
                    throw ServiceError(.init("Broken"))
                })
        }
        try await withConnection(responder) { (client) async throws in
            client.send(get)
            let text = try await client.receiveAll()
            #expect(text.contains("half") && !text.contains("0\r\n\r\n"))
        }
    }
}

/// `Expect: 100-continue`, unread bodies and back-pressure.
@Suite struct BodyTests {
    private func put(_ length: Int, expecting: Bool = false) -> String {
        "PUT /k HTTP/1.1\r\nHost: h\r\nContent-Length: \(length)\r\n"
            + (expecting ? "Expect: 100-continue\r\n" : "") + "\r\n"
    }

    @Test func aWaitingClientIsAskedForTheBodyWhenItIsFirstRead() async throws {
        try await withConnection(ScriptedResponder.echo()) { (client) async throws in
            client.send(put(3, expecting: true))
            #expect(try await client.receive("100 Continue") == "HTTP/1.1 100 Continue\r\n\r\n")
            client.send("abc")
            #expect(try await client.receive("/k:3").contains("HTTP/1.1 200 OK"))
            client.send(put(2) + "ab")
            #expect(try await client.receive("/k:2").contains("/k:2"))
        }
    }

    @Test func aClientThatWaitsWithAnEmptyBodyIsAskedToo() async throws {
        try await withConnection(ScriptedResponder.echo()) { (client) async throws in
            client.send(put(0, expecting: true))
            let text = try await client.receive("/k:0")
            #expect(text.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"))
            client.send(put(2) + "ab")
            #expect(try await client.receive("/k:2").contains("/k:2"))
        }
    }

    /// 3: the body is still to come; 0: there is none.
    @Test(arguments: [3, 0])
    func aWaitingClientWhoseRequestIsRefusedIsNeverAskedForTheBody(length: Int) async throws {
        let responder = ScriptedResponder { _, _ in throw ServiceError(.init("AccessDenied", 403)) }
        try await withConnection(responder) { (client) async throws in
            client.send(put(length, expecting: true))
            let text = try await client.receiveAll()
            #expect(text.hasPrefix("HTTP/1.1 403 Forbidden\r\n") && text.contains("connection: close"))
            #expect(client.isClosed)
        }
    }

    @Test func aSmallBodyThatNobodyReadIsThrownAway() async throws {
        let responder = ScriptedResponder { request, _ in
            ServerResponse(status: 200, body: .bytes(Array("<\(request.method)>".utf8)))
        }
        try await withConnection(responder) { (client) async throws in
            client.send(put(4) + "ab")
            try await client.receive { $0.contains("<PUT>") }
            client.send("cdGET / HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(try await client.receive("<GET>").contains("<GET>"))
        }
    }

    @Test func aLargeBodyThatNobodyReadClosesTheConnectionAfterTheAnswer() async throws {
        let responder = ScriptedResponder { _, _ in ServerResponse(status: 413, body: .bytes(Array("no".utf8))) }
        try await withConnection(responder) { (client) async throws in
            client.send(put(10 << 20))
            client.send(zeros: 1 << 20)
            let text = try await client.receiveAll()
            #expect(text.contains("connection: close") && text.hasSuffix("no"))
        }
    }

    @Test func theServerStopsReadingWhileNobodyTakesTheBody() async throws {
        let gate = AsyncStream.makeStream(of: Void.self)
        let responder = ScriptedResponder { request, body in
            var iterator = gate.stream.makeAsyncIterator()
            await iterator.next()
            let bytes = try await body.collect(upTo: 64 << 20)
            return ServerResponse(status: 200, body: .bytes(Array("<\(bytes.count)>".utf8)))
        }
        try await withConnection(responder) { (client) async throws in
            client.send(put(32 << 20))
            client.send(zeros: 32 << 20)
            try await Task.sleep(for: .milliseconds(200))
            #expect(client.isStuck)
            gate.continuation.yield()
            #expect(try await client.receive("<33554432>").contains("<33554432>"))
        }
    }

    @Test func aBodyThatBreaksOffIsAnErrorForItsReader() async throws {
        try await withConnection(ScriptedResponder.echo()) { (client) async throws in
            client.send(put(10) + "abc")
            client.closeOutput()
            #expect(try await client.receiveAll().contains("<Code>IncompleteBody</Code>"))
        }
    }

    @Test func brokenChunksAreAnErrorForTheirReader() async throws {
        try await withConnection(ScriptedResponder.echo()) { (client) async throws in
            client.send("PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
            client.send("zz\r\n")
            #expect(try await client.receiveAll().contains("<Code>BadRequest</Code>"))
        }
    }
}

/// Limits, each with its answer.
@Suite struct LimitTests {
    @Test(arguments: [
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3, 3\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: +3\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length : 3\r\n\r\nabc",
        "GET / HTTP/1.1\r\nHost: h\r\n folded: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nExpect: miracles\r\n\r\n",
        "GET no-path HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET / HTTP/2.0\r\nHost: h\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nX: a\0b\r\n\r\n",
        "\u{16}\u{3}\u{1}\0\u{A5}\u{1}\0\0",
    ])
    func aHeadWithMoreThanOneMeaningIsRefused(bytes: String) async throws {
        let responder = ScriptedResponder.echo()
        try await withConnection(responder) { (client) async throws in
            client.send(bytes)
            let text = try await client.receiveAll()
            #expect(text.hasPrefix("HTTP/1.1 400 Bad Request\r\n") && text.contains("<Code>BadRequest</Code>"))
            #expect(text.contains("connection: close") && client.isClosed)
            #expect(responder.served.withLock { $0.isEmpty })
        }
    }

    enum LargeHead: String, CaseIterable, CustomTestStringConvertible {
        case manyFields
        case oneLongField
        case someLongFields

        var testDescription: String { rawValue }

        var fields: String {
            switch self {
            case .manyFields: String(repeating: "X-A: b\r\n", count: 300)
            case .oneLongField: "X-A: " + String(repeating: "b", count: 40_000) + "\r\n"
            case .someLongFields:
                (0..<5).map { "X-\($0): " + String(repeating: "b", count: 16_000) + "\r\n" }.joined()
            }
        }
    }

    @Test(arguments: LargeHead.allCases)
    func aHeadThatIsTooLargeIsToldSo(head: LargeHead) async throws {
        try await withConnection(ScriptedResponder.echo()) { (client) async throws in
            client.send("GET / HTTP/1.1\r\nHost: h\r\n\(head.fields)\r\n")
            #expect(try await client.receiveAll().contains("<Code>RequestHeaderSectionTooLarge</Code>"))
        }
    }

    @Test func aTargetThatIsTooLongIsToldSo() async throws {
        try await withConnection(ScriptedResponder.echo()) { (client) async throws in
            client.send("GET /\(String(repeating: "a", count: 40_000)) HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(try await client.receiveAll().contains("<Code>RequestHeaderSectionTooLarge</Code>"))
        }
    }

    @Test func oneConnectionTooManyIsToldSo() async throws {
        var limits = ServerLimits()
        limits.connections = 1
        try await withServer(ScriptedResponder.echo(), limits: limits) { (server) async throws in
            let first = try await RawClient.connect(to: server.port)
            first.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            _ = try await first.receive("/:0")
            let second = try await RawClient.connect(to: server.port)
            #expect(try await second.receiveAll().contains("<Code>SlowDown</Code>"))
            first.send("GET /again HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(try await first.receive("/again:0").contains("/again:0"))
            first.close()
        }
    }

    private func quick(_ change: (inout ServerLimits) -> Void) -> ServerLimits {
        var limits = ServerLimits()
        change(&limits)
        return limits
    }

    @Test func anIdleConnectionIsClosedWithoutAWord() async throws {
        try await withConnection(ScriptedResponder.echo(), limits: quick { $0.idleTime = .milliseconds(50) }) {
            (client) async throws in
            #expect(try await client.receiveAll().isEmpty)
            #expect(client.isClosed)
        }
    }

    @Test func aHeadThatTricklesInIsToldThatItIsTooSlow() async throws {
        try await withConnection(ScriptedResponder.echo(), limits: quick { $0.headTime = .milliseconds(50) }) {
            (client) async throws in
            client.send("GET / HTTP/1.1\r\nHo")
            #expect(try await client.receiveAll().contains("<Code>RequestTimeout</Code>"))
        }
    }

    @Test func aBodyThatStallsIsToldThatItIsTooSlow() async throws {
        try await withConnection(ScriptedResponder.echo(), limits: quick { $0.stallTime = .milliseconds(50) }) {
            (client) async throws in
            client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nabc")
            #expect(try await client.receiveAll().contains("<Code>RequestTimeout</Code>"))
        }
    }

    @Test func aRequestThatTakesLongIsNotMistakenForASlowClient() async throws {
        let limits = quick { $0.stallTime = .milliseconds(20) }
        let responder = ScriptedResponder { _, _ in
            try await Task.sleep(for: .milliseconds(200))
            return ServerResponse(status: 200, body: .bytes(Array("done".utf8)))
        }
        try await withConnection(responder, limits: limits) { (client) async throws in
            client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(try await client.receive("done").hasSuffix("done"))
        }
    }
}

/// How a server ends.
@Suite struct ShutdownTests {
    @Test func theRequestUnderWayIsFinishedAndTheConnectionClosed() async throws {
        let responder = ScriptedResponder { _, _ in
            try await Task.sleep(for: .milliseconds(150))
            return ServerResponse(status: 200, body: .bytes(Array("finished".utf8)))
        }
        let server = try await LabServer.start(responder: responder, host: "127.0.0.1", port: 0, limits: ServerLimits())
        let busy = try await RawClient.connect(to: server.port)
        let idle = try await RawClient.connect(to: server.port)
        busy.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
        while responder.served.withLock({ $0.isEmpty }) { try await Task.sleep(for: .milliseconds(5)) }
        await server.shutDown(within: .seconds(10))
        let text = try await busy.receiveAll()
        #expect(text.contains("connection: close") && text.hasSuffix("finished"))
        #expect(try await idle.receiveAll().isEmpty)
        let port = server.port
        await #expect(throws: (any Error).self) { _ = try await RawClient.connect(to: port) }
    }

    @Test func aRequestThatWouldNeverEndIsCutAfterTheGrace() async throws {
        let responder = ScriptedResponder { _, _ in
            try await Task.sleep(for: .seconds(600))
            return ServerResponse(status: 200)
        }
        let server = try await LabServer.start(responder: responder, host: "127.0.0.1", port: 0, limits: ServerLimits())
        let client = try await RawClient.connect(to: server.port)
        client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
        while responder.served.withLock({ $0.isEmpty }) { try await Task.sleep(for: .milliseconds(5)) }
        await server.shutDown(within: .milliseconds(50))
        #expect(try await client.receiveAll().isEmpty)
    }

    @Test func aPortThatIsTakenIsToldSo() async throws {
        try await withServer(ScriptedResponder.echo()) { (server) async throws in
            await #expect(throws: ServerFailure.addressInUse(host: "127.0.0.1", port: server.port)) {
                try await LabServer.start(
                    responder: ScriptedResponder.echo(), host: "127.0.0.1", port: server.port, limits: ServerLimits())
            }
        }
    }
}
