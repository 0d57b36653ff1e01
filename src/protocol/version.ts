/** The version of the messages in this folder. Any change of a schema is a decision about it. */
export const PROTOCOL_VERSION = 2;

/** The versions that a ledger of this code serves: its own and the one before (N and N−1). */
export const SERVED_PROTOCOL_VERSIONS = [PROTOCOL_VERSION - 1, PROTOCOL_VERSION] as const;

/** Every request carries the version in this header; a ledger that cannot serve it answers `protocolVersion`. */
export const PROTOCOL_VERSION_HEADER = 'loyalty-protocol-version';
