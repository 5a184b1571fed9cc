public import LabCore

/// One operation of a service's API.
///
/// An operation says what it needs and what it does; the pipeline does the rest, in this order: decode, authenticate,
/// ``resolve(_:in:on:)``, authorise every one of ``demands(_:on:in:state:)``, ``check(_:on:in:state:)``, perform,
/// record. So an operation cannot forget its authorisation or its event: it never does either itself.
public protocol Operation: SendableMetatype {
    /// The part of the world that it works on.
    associatedtype State: ServiceState
    /// What comes in, decoded and validated.
    associatedtype Input: Sendable
    /// What goes out.
    associatedtype Output: Sendable
    /// What the input turned out to name.
    associatedtype Target: Sendable

    /// AWS's name, such as `GenerateDataKey`.
    static var name: String { get }
    /// The service that it belongs to.
    static var service: Service { get }
    /// The `readOnly` of its event. KMS counts cryptographic operations as read-only.
    static var isReadOnly: Bool { get }
    /// CloudTrail's name of the event; the operation's own, but for S3's older configurations.
    static var eventName: String { get }
    /// Whether CloudTrail counts the event as a data event, which AWS records on request only.
    static var isDataEvent: Bool { get }

    /// Finds what the input names.
    ///
    /// - Throws: AWS's error for identifiers that name nothing.
    static func resolve(_ input: Input, in call: Call, on state: State) throws(ServiceError) -> Target

    /// What must be allowed before anything happens, in the order in which it is decided.
    static func demands(_ input: Input, on target: Target, in call: Call, state: State) -> [AccessDemand]

    /// What must be allowed for each part of a request that succeeds part by part (DeleteObjects), in the order of the
    /// parts. It is decided after ``demands(_:on:in:state:)``; whatever is refused stops its part only.
    static func partDemands(_ input: Input, on target: Target, in call: Call, state: State) -> [[AccessDemand]]

    /// Takes down in the target which parts must not be done, by their place in
    /// ``partDemands(_:on:in:state:)``, and what they are refused with.
    static func mark(_ target: inout Target, refused: [Int: ServiceError])

    /// Refuses what is allowed but impossible now: states, usages, conflicts.
    static func check(_ input: Input, on target: Target, in call: Call, state: State) throws(ServiceError)

    /// The principals that the input names and that must exist. The pipeline, which knows the identities, looks them up
    /// after ``check(_:on:in:state:)``.
    static func namedPrincipals(_ input: Input, on target: Target, in call: Call) -> [NamedPrincipal]

    /// Whether the caller asked only whether the request would succeed.
    static func isDryRun(_ input: Input) -> Bool

    /// What the event says. `target` is `nil` when nothing was found, `output` when the request failed.
    static func audit(_ input: Input, target: Target?, output: Output?, in call: Call) -> AuditDetail
}

extension Operation {
    /// The operation's name.
    public static var eventName: String { name }
    /// A management event.
    public static var isDataEvent: Bool { false }
    /// The request is one part.
    public static func partDemands(
        _ input: Input, on target: Target, in call: Call, state: State
    ) -> [[AccessDemand]] { [] }
    /// Nothing to take down.
    public static func mark(_ target: inout Target, refused: [Int: ServiceError]) {}
    /// No state to check.
    public static func check(_ input: Input, on target: Target, in call: Call, state: State) throws(ServiceError) {}
    /// None.
    public static func namedPrincipals(_ input: Input, on target: Target, in call: Call) -> [NamedPrincipal] { [] }
    /// Never a dry run.
    public static func isDryRun(_ input: Input) -> Bool { false }
}

/// An operation that reads or computes. It runs on a snapshot, without waiting for anybody.
public protocol Query: Operation {
    /// Does what the operation is for.
    static func perform(_ input: Input, on target: Target, in call: Call, state: State) throws(ServiceError) -> Output
}

/// An operation that reads with the help of other services, and so may have to wait for them. It runs on a snapshot.
public protocol AsyncQuery: Operation {
    /// Does what the operation is for.
    static func perform(
        _ input: Input, on target: Target, in call: Call, state: State, services: Services
    ) async throws(ServiceError) -> Output
}

/// An operation that changes the state. It runs in the one serial writer, check and change together, and its change is
/// committed with its event or not at all.
public protocol Mutation: Operation {
    /// What is made before the writer is entered, because making it takes long (an RSA key pair).
    associatedtype Prepared: Sendable = Void

    /// Makes what takes long: key pairs, calls to other services, a body that arrives as a stream. Runs after a first
    /// authorisation on a snapshot, outside the writer.
    static func prepare(
        _ input: Input, on target: Target, in call: Call, state: State, services: Services
    ) async throws(ServiceError) -> Prepared

    /// Checks what only the writer can know and changes the state. What it changed before it throws is discarded.
    static func apply(
        _ input: Input, on target: Target, prepared: Prepared, in call: Call, to state: inout State
    ) throws(ServiceError) -> Output
}

extension Mutation where Prepared == Void {
    /// Nothing to prepare.
    public static func prepare(
        _ input: Input, on target: Target, in call: Call, state: State, services: Services
    ) async throws(ServiceError) {}
}

/// The services of the lab, by what the wire and the trail call them.
public struct Service: Hashable, Sendable {
    /// The signing name and the IAM prefix, such as `kms`.
    public let name: String
    /// The event source, such as `kms.amazonaws.com`.
    public var eventSource: String { "\(name).amazonaws.com" }

    /// Whether the service has one endpoint for all Regions. Requests to it belong to ``Region/standard``, whatever
    /// Region signed them; policies and events see that one.
    public var isGlobal: Bool { self == .iam }

    /// A service by its signing name.
    public init(_ name: String) {
        self.name = name
    }

    /// AWS Key Management Service.
    public static let kms = Service("kms")
    /// Amazon S3.
    public static let s3 = Service("s3")
    /// AWS Identity and Access Management.
    public static let iam = Service("iam")
    /// AWS Security Token Service.
    public static let sts = Service("sts")
    /// AWS CloudTrail.
    public static let cloudTrail = Service("cloudtrail")
    /// AWS Secrets Manager.
    public static let secretsManager = Service("secretsmanager")
    /// AWS Systems Manager.
    public static let ssm = Service("ssm")
    /// Amazon EC2, for the toy volumes; no wire leads to it.
    public static let ec2 = Service("ec2")
    /// AWS Config.
    public static let config = Service("config")
    /// Amazon EventBridge.
    public static let events = Service("events")
    /// Amazon SNS.
    public static let sns = Service("sns")
}
