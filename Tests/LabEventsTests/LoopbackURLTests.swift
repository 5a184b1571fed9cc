import LabEvents
import Testing

@Suite struct LoopbackURLTests {
    @Test(arguments: [
        ("http://127.0.0.1:8080/hook", "127.0.0.1", 8080, "/hook"), ("http://localhost/", "localhost", 80, "/"),
        ("http://[::1]:9/a?b=c", "::1", 9, "/a?b=c"), ("http://127.0.0.1:1", "127.0.0.1", 1, "/"),
        ("http://127.0.0.1:1?x", "127.0.0.1", 1, "/?x"), ("http://127.0.0.1:1/a#part", "127.0.0.1", 1, "/a"),
    ])
    func aPlaceOnThisMachineIsRead(_ text: String, _ host: String, _ port: Int, _ target: String) throws {
        let url = try #require(LoopbackURL(text))
        #expect(url.host == host && url.port == port && url.target == target)
    }

    @Test(arguments: [
        "http://example.com/", "https://127.0.0.1/", "http://127.0.0.1.example.com/", "http://127.0.0.1@example.com/",
        "http://10.0.0.1/", "http://169.254.169.254/latest", "http://127.0.0.1:0/", "http://127.0.0.1:65536/",
        "http://127.0.0.1:x/", "http://", "127.0.0.1", "http://127.0.0.1:80 /", "http://[::1", "http://2130706433/",
    ])
    func everyOtherPlaceIsNot(_ text: String) {
        #expect(LoopbackURL(text) == nil)
    }
}
