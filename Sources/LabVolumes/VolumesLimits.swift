/// The numbers of toy volumes; the lab's own.
public enum VolumesLimits {
    /// Bytes of a sector, as on most disks.
    public static let sectorBytes = 512
    /// Bytes of a volume, a whole number of sectors.
    public static let bytes = 512...1_048_576
    /// The bytes of a volume without a word.
    public static let standardBytes = 65_536
}
