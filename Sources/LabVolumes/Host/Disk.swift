import LabCore
import LabCrypto
import LabService

/// The sectors of one volume as the host sees them: plain bytes at offsets.
struct Disk {
    let volume: VolumeRecord
    let dataKey: KeyMaterial

    private static let size = VolumesLimits.sectorBytes

    /// The bytes from `offset` on; sectors that were never written read as zeros.
    func read(_ count: Int, at offset: Int, from state: VolumesState) throws(ServiceError) -> [UInt8] {
        var bytes: [UInt8] = []
        for number in sectors(count, at: offset) { bytes += try plaintext(of: number, in: state) }
        let start = offset % Self.size
        return Array(bytes.dropFirst(start).prefix(count))
    }

    /// Writes bytes at `offset`: the sectors at both ends are read, changed and written back.
    func write(_ bytes: [UInt8], at offset: Int, to state: inout VolumesState) throws(ServiceError) {
        for number in sectors(bytes.count, at: offset) {
            var sector = try plaintext(of: number, in: state)
            let start = number * Self.size
            for position in max(start, offset)..<min(start + Self.size, offset + bytes.count) {
                sector[position - start] = bytes[position - offset]
            }
            let ciphertext = try cryptography { () throws(CryptoError) in
                try AESXTS.encrypt(sector, number: UInt64(number), key: dataKey)
            }
            state.sectors.put(Sector(address: address(of: number), ciphertext: StoredBytes(ciphertext)))
        }
    }

    private func sectors(_ count: Int, at offset: Int) -> Range<Int> {
        guard count > 0 else { return 0..<0 }
        return offset / Self.size..<(offset + count - 1) / Self.size + 1
    }

    private func address(of number: Int) -> SectorAddress { SectorAddress(volume: volume.address, number: number) }

    private func plaintext(of number: Int, in state: VolumesState) throws(ServiceError) -> [UInt8] {
        guard let sector = state.sectors[address(of: number)] else { return [UInt8](repeating: 0, count: Self.size) }
        return try cryptography { () throws(CryptoError) in
            try AESXTS.decrypt(sector.ciphertext, number: UInt64(number), key: dataKey)
        }
    }

    private func cryptography<Value>(_ body: () throws(CryptoError) -> Value) throws(ServiceError) -> Value {
        do throws(CryptoError) {
            return try body()
        } catch {
            throw VolumesError.internalFailure(error.description)
        }
    }
}
