/** The version of the messages in this folder. Any change of a schema is a decision about it. */
export const PROTOCOL_VERSION = 1;

/** Every request carries the version in this header; a ledger that cannot serve it answers `protocolVersion`. */
export const PROTOCOL_VERSION_HEADER = 'loyalty-protocol-version';
