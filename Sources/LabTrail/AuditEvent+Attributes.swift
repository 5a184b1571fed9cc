import LabCore
public import LabService

extension AuditEvent {
    /// Whether the event has an attribute, compared byte by byte. It says what ``cloudTrailRecord`` says, without
    /// writing the record.
    public func has(_ attribute: EventHistoryAttribute) -> Bool {
        let value = attribute.value
        func isValue(_ text: String?) -> Bool { text.map { $0.utf8.elementsEqual(value.utf8) } ?? false }
        switch attribute.key {
        case .eventID: return isValue(eventID)
        case .eventName: return isValue(name)
        case .readOnly: return isValue(isReadOnly ? "true" : "false")
        case .username: return isValue(username)
        case .resourceType: return detail.resources.contains { isValue($0.type) }
        case .resourceName: return detail.resources.contains { isValue($0.arn) }
        case .eventSource: return isValue(service.eventSource)
        case .accessKeyID: return isValue(shownAccessKeyID)
        }
    }

    /// Calls `body` with every attribute.
    func forEachAttribute(_ body: (EventHistoryKey, String) -> Void) {
        body(.eventID, eventID)
        body(.eventName, name)
        body(.readOnly, isReadOnly ? "true" : "false")
        body(.eventSource, service.eventSource)
        if let username { body(.username, username) }
        if let shownAccessKeyID { body(.accessKeyID, shownAccessKeyID) }
        for resource in detail.resources {
            body(.resourceType, resource.type)
            body(.resourceName, resource.arn)
        }
    }

    /// What LookupEvents calls the user; the owner of a resource is not told who in another account it was.
    private var username: String? {
        guard !isOwnersCopy else { return nil }
        switch caller?.principal {
        case .root: return "root"
        case .user(_, _, let name, _): return name
        case .assumedRole(_, _, _, _, let session): return session
        case .service, .anonymous, nil: return nil
        }
    }

    private var shownAccessKeyID: String? {
        guard !isOwnersCopy, caller?.principal.account != nil else { return nil }
        return caller?.accessKeyID
    }
}
