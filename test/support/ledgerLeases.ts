import type { Lease } from '../../src/domain/lease.ts';
import type { SealedTransaction } from '../../src/domain/transaction.ts';
import {
  LEASES_PATH,
  leasesResponseSchema,
  type LeasesRequest,
  type LeasesResponse,
} from '../../src/protocol/leases.ts';
import type { TrueRecord } from './ledgerBackends.ts';
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
