import LabMeasure
import Testing

@Suite struct QuantityTests {
    @Test(arguments: [
        ("256", 256), ("256B", 256), ("4KiB", 4096), ("4kib", 4096), ("10 MiB", 10 << 20), ("1GiB", 1 << 30),
    ])
    func sizesAreRead(text: String, bytes: Int) {
        #expect(Quantity.bytes(text) == bytes)
    }

    @Test(arguments: ["", "0", "-1", "4KB", "KiB", "1.5MiB", "9999999999GiB", "99999999999999999999", "１KiB"])
    func whatIsNoSizeIsRefused(text: String) {
        #expect(Quantity.bytes(text) == nil)
    }

    @Test(arguments: [("8ms", 0.008), ("150us", 0.00015), ("0.5s", 0.5), ("0", 0), ("0ms", 0)])
    func timesAreRead(text: String, seconds: Double) {
        #expect(abs((Quantity.seconds(text) ?? -1) - seconds) < 1e-12)
    }

    @Test(arguments: ["", "8", "ms", "-8ms", "nan", "infs", "8min", "1e999s"])
    func whatIsNoTimeIsRefused(text: String) {
        #expect(Quantity.seconds(text) == nil)
    }

    @Test(arguments: [
        (0, "0 B"), (1, "1 B"), (256, "256 B"), (1023, "1,023 B"), (1024, "1 KiB"), (1536, "1.5 KiB"),
        (1 << 20, "1 MiB"), (64 << 30, "64 GiB"),
    ])
    func sizesAreWritten(bytes: Int, text: String) {
        #expect(Quantity.text(bytes: bytes) == text)
    }

    @Test(arguments: [
        (0, "0 us"), (0.000_000_5, "0.5 us"), (0.000_85, "850 us"), (0.001_25, "1.25 ms"), (0.9999, "1 s"),
        (12.34, "12.3 s"), (2000, "2,000 s"),
    ])
    func timesAreWritten(seconds: Double, text: String) {
        #expect(Quantity.text(seconds: seconds) == text)
    }

    @Test(arguments: [(0.01, "0.01"), (0.123_4, "0.123"), (99.96, "100"), (1_234_567, "1,234,567"), (1e300, "1e+300")])
    func numbersAreWritten(number: Double, text: String) {
        #expect(Quantity.text(number: number) == text)
    }
}
