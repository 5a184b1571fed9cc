import Foundation

/// Colours, where somebody can see them: on a terminal, unless `NO_COLOR` is set (https://no-color.org).
enum Style: String {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case blue = "34"
    case cyan = "36"

    private static let isOn =
        isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR", default: ""].isEmpty

    /// `text` in this style.
    func callAsFunction(_ text: String) -> String {
        Self.isOn ? "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" : text
    }
}
