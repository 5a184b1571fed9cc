import LabCore

/// The errors of toy volumes, with Amazon EC2's codes where there are such.
///
/// - SeeAlso: Amazon EC2 API Reference, "Error codes"
enum VolumesError {
    static func notFound(_ volumeID: String) -> ServiceError {
        ServiceError(
            ServiceError.Code("InvalidVolume.NotFound"), "The volume '\(volumeID)' does not exist.",
            hint: "`kmslab volume list` shows the volumes of this account and Region")
    }

    static func inUse(_ volume: VolumeRecord) -> ServiceError {
        ServiceError(
            ServiceError.Code("VolumeInUse"),
            "\(volume.address.volumeID) is already attached to \(volume.attachment?.instanceID ?? "an instance").",
            hint: "`kmslab volume detach` makes it free")
    }

    static func notAttached(_ volume: VolumeRecord) -> ServiceError {
        ServiceError(
            ServiceError.Code("IncorrectState"), "Volume '\(volume.address.volumeID)' is in the 'available' state.",
            hint: "`kmslab volume attach` makes it readable: that is when its data key is decrypted")
    }

    static func invalid(_ message: String) -> ServiceError {
        ServiceError(ServiceError.Code("InvalidParameterValue"), message)
    }

    /// The host was restarted and has to have the data key decrypted again, but the key service refuses.
    static func hostForgot(_ error: ServiceError) -> ServiceError {
        var refusal = error
        refusal.hint =
            "the host's memory went with its process, so the data key has to be decrypted again; under `kmslab serve` "
            + "the host stays up"
        return refusal
    }

    static func internalFailure(_ what: String) -> ServiceError {
        ServiceError(ServiceError.Code("InternalError", 500), what)
    }
}
