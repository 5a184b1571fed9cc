import Foundation

// Under names of their own, because Foundation's `log` reads like a log line.

/// The natural logarithm.
func logarithm(_ value: Double) -> Double { log(value) }

/// The inverse of ``logarithm(_:)``.
func exponential(_ value: Double) -> Double { exp(value) }
