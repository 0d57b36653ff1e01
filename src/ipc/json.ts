import { z } from 'zod';

/**
 * A record whose shape belongs to the protocol with the ledger. This contract only says that it is a plain record; the
 * host (main) and the replica's side (sync) each parse it with the protocol's own schema before they use it.
 */
export const protocolRecordSchema = z.record(z.string().max(128), z.unknown());
export type ProtocolRecord = z.infer<typeof protocolRecordSchema>;
