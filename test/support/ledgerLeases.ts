import { z } from 'zod';
import type { Lease } from '../../src/domain/lease.ts';
import type { SealedTransaction } from '../../src/domain/transaction.ts';
import {
  LEASES_PATH,
  leasesResponseSchema,
  type LeasesRequest,
  type LeasesResponse,
} from '../../src/protocol/leases.ts';
import type { RunningLedger } from '../../src/ledger/startLedger.ts';
import { newStore, newTerminal, tamper, type TrueRecord } from './ledgerBackends.ts';
import { readAnswer, type TestTerminal } from './ledgerTerminal.ts';

type LeaseName = Pick<Lease, 'memberId' | 'leaseId'>;
const nameOf = ({ memberId, leaseId }: LeaseName): LeaseName => ({ memberId, leaseId });

/** Tells the real ledger of leases, and gives its answer. What is not said is: nothing given back, kept or served. */
export async function exchangeLeases(
  terminal: TestTerminal,
  asked: Partial<Omit<LeasesRequest, 'givenBack' | 'kept'>> & {
    readonly givenBack?: readonly LeaseName[];
    readonly kept?: readonly LeaseName[];
  },
): Promise<LeasesResponse> {
  const { givenBack = [], kept = [], ...rest } = asked;
  const response = await terminal.request('POST', LEASES_PATH, {
    lastSequence: terminal.head.sequence,
    served: [],
    ...rest,
    givenBack: givenBack.map(nameOf),
    kept: kept.map(nameOf),
  });
  const answer = await readAnswer(response, leasesResponseSchema);
  if (answer.value === null) {
    throw new Error(answer.error.message);
  }
  return answer.value;
}

/** A member as a sale names one. */
export const memberOf = ({ memberId, cardToken }: Pick<TrueRecord, 'memberId' | 'cardToken'>) =>
  ({ kind: 'member', memberId, cardToken }) as const;

/** The next sale of the terminal, paid from a lease with `points`. */
export const spendFrom = (
  terminal: TestTerminal,
  member: TrueRecord,
  leaseId: string,
  points: number,
): SealedTransaction =>
  terminal.seal({
    member: memberOf(member),
    amountMinor: points,
    redemption: { points, valueMinor: points, authorisation: { kind: 'allotment', leaseId } },
  });

/** A terminal in a store where nobody is at home: it is leased only what its test asks for. */
export const laneOfItsOwn = async (ledger: RunningLedger): Promise<TestTerminal> =>
  newTerminal(ledger, await newStore(ledger));

/** Lets the demonstration's programme redeem by allotments. */
export const useAllotments = (ledger: RunningLedger): Promise<void> =>
  tamper(ledger, `UPDATE programme SET document = document || '{"redemptionMode":"allotment"}'`);

const accountsRow = z.object({ active: z.int(), held: z.int(), overdraft: z.int() });

/** What a member has, straight from the table. */
export async function accountsOf(
  ledger: RunningLedger,
  memberId: string,
): Promise<z.infer<typeof accountsRow>> {
  const [row] = await ledger.context.sql.transaction('snapshot', (session) =>
    session.rows(
      accountsRow,
      `SELECT active_points AS active, held_points AS held, overdraft_points AS overdraft FROM member
        WHERE member_id = $1`,
      [memberId],
    ),
  );
  if (row === undefined) {
    throw new Error(`there is no member ${memberId}`);
  }
  return row;
}
