import { z } from 'zod';
import { assert } from '../../domain/assert.ts';
import type { Programme } from '../../domain/programme.ts';
import { programmeSchema } from '../../protocol/pullReference.ts';
import type { TransactionBody } from '../../domain/transaction.ts';
import type { SqlSession } from '../storage/sql.ts';

/** The programme versions that some sales name. */
export interface ProgrammeVersions {
  readonly has: (programmeId: string, version: number) => boolean;
  /** Asserts that the version is there. */
  readonly get: (programmeId: string, version: number) => Programme;
}

/** Reads the versions that `bodies` name and the ledger has. */
export async function readProgrammes(
  session: SqlSession,
  bodies: readonly Pick<TransactionBody, 'programmeId' | 'programmeVersion'>[],
): Promise<ProgrammeVersions> {
  const rows = await session.rows(
    z.object({ document: programmeSchema }),
    `SELECT document FROM programme
      WHERE (programme_id, version) IN (SELECT * FROM unnest($1::text[], $2::int4[]))`,
    [bodies.map((body) => body.programmeId), bodies.map((body) => body.programmeVersion)],
  );
  const keyOf = (programmeId: string, version: number): string => `${programmeId}/${version}`;
  const byKey = new Map(
    rows.map(({ document }) => [keyOf(document.programmeId, document.version), document]),
  );
  return {
    has: (programmeId, version) => byKey.has(keyOf(programmeId, version)),
    get(programmeId, version) {
      const programme = byKey.get(keyOf(programmeId, version));
      assert(programme !== undefined, 'an admitted sale names a known programme version');
      return programme;
    },
  };
}
