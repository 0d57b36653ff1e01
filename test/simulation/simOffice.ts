import type { Programme } from '../../src/domain/programme.ts';
import type { LedgerContext } from '../../src/ledger/chain/ledgerContext.ts';
import { enrol } from '../../src/ledger/enrolment/enrol.ts';
import { issueEnrolmentCode } from '../../src/ledger/enrolment/enrolmentCode.ts';
import { declareLost } from '../../src/ledger/leases/declareLost.ts';
import { mergeMembers } from '../../src/ledger/merge/mergeMembers.ts';
import { pushCarried } from '../../src/ledger/quarantine/pushCarried.ts';
import type { SqlSession } from '../../src/ledger/storage/sql.ts';
import { announce } from '../../src/ledger/stream/changes.ts';
import type { ChainHead } from '../../src/domain/seal.ts';
import type { SealedTransaction } from '../../src/domain/transaction.ts';

const CODE_LIFETIME_MS = 3_600_000;

/** What people do at the ledger while tills sell. */
export interface SimOffice {
  /** Whether it was done: who is merged already is not merged again. */
  merge(survivorId: string, mergedId: string): Promise<boolean>;
  publish(programme: Programme): Promise<void>;
  setStatus(memberId: string, status: 'active' | 'blocked'): Promise<void>;
  /** The points of leases that ended unspent as far as the ledger knows. */
  declareLost(terminalId: string): Promise<number>;
  /** Gives a lane to a machine with this key; gives the head from which its chain goes on. */
  enrolAnew(terminalId: string, publicKey: string): Promise<ChainHead>;
  /** Takes what the journal of an earlier enrolment holds. */
  carry(terminalId: string, transactions: readonly SealedTransaction[]): Promise<void>;
}

/** The office over a ledger that does not fail: what fails there a person does again. */
export function simOffice(context: LedgerContext): SimOffice {
  let codes = 0;
  const write = (work: (session: SqlSession) => Promise<void>): Promise<void> =>
    context.sql.transaction('write', work);
  return {
    async merge(survivorId, mergedId) {
      return (await mergeMembers(context, survivorId, mergedId)).ok;
    },
    publish: (programme) =>
      write(async (session) => {
        await session.run(
          'INSERT INTO programme (programme_id, version, document) VALUES ($1, $2, $3::text::jsonb)',
          [programme.programmeId, programme.version, JSON.stringify(programme)],
        );
        await announce(session, 'reference');
      }),
    setStatus: (memberId, status) =>
      write(async (session) => {
        await session.run(
          `UPDATE member SET status = $2, change_xid = pg_current_xact_id() WHERE member_id = $1`,
          [memberId, status],
        );
        await announce(session, 'accounts');
      }),
    async declareLost(terminalId) {
      return (await declareLost(context, terminalId, 'the office')).points;
    },
    async enrolAnew(terminalId, publicKey) {
      codes += 1;
      const code = `AGAIN-${terminalId}-${codes}`;
      const expiresAt = new Date(context.clock.nowMs() + CODE_LIFETIME_MS);
      await write((session) => issueEnrolmentCode(session, code, terminalId, expiresAt));
      const enrolled = await enrol(context, { code, publicKey });
      if (!enrolled.ok) {
        throw new Error(`${terminalId} was not enrolled anew: ${enrolled.error.message}`);
      }
      return enrolled.value.head;
    },
    async carry(terminalId, transactions) {
      await pushCarried(
        context,
        terminalId,
        transactions.map((one): unknown => JSON.parse(JSON.stringify(one))),
      );
    },
  };
}
