import type { Programme } from '../../src/domain/programme.ts';
import type {
  ReturnDraft,
  SaleBody,
  TransactionDraft,
  TransactionRedemption,
} from '../../src/domain/transaction.ts';
import { uuidV7Source } from '../../src/main/clock/uuidV7.ts';
import type { Journal } from '../../src/main/journal/journal.ts';
import type { Replica } from '../../src/replica/replica.ts';
import type { Customer } from '../../src/renderer/features/identify/customer.ts';
import type { TillData } from '../../src/renderer/stores/tillData.ts';
import type { Sync } from '../../src/sync/sync.ts';
import type { Lane } from './lane.ts';
import type { SimHost } from './simHost.ts';
import type { SimTerminalOptions, Visit } from './simTerminalOptions.ts';
import type { SoldGoods } from './truth.ts';

/** What there is of a till while it has power. */
export interface Running {
  readonly journal: Journal;
  readonly replica: Replica;
  readonly sync: Sync;
  readonly data: TillData;
  readonly host: SimHost;
}

/** Asks for what the customer wishes to redeem; null where nothing is redeemed. */
export async function redeemAtTill(
  { lane, time, random, network, log, terminalId }: SimTerminalOptions,
  { host, replica, sync }: Running,
  programme: Programme,
  customer: Customer,
  visit: Visit,
  nowMs: () => number,
): Promise<TransactionRedemption | null> {
  if (visit.wishPoints === 0 || customer.kind !== 'member') {
    return null;
  }
  const ids = uuidV7Source({ nowMs }, (count) =>
    Uint8Array.from({ length: count }, () => random.next() * 256),
  );
  const { transport } = host;
  const desk = lane.createHoldDesk({ transport, ids, sleep: (ms) => time.sleep(ms) });
  const { memberId } = customer.member.view;
  const rights = await lane.readOfflineRights(replica, programme, memberId, nowMs());
  const lastAtMs = sync.state.current().lastInStepAtMs;
  const authorised = await lane.authoriseRedemption(desk, {
    points: visit.wishPoints,
    totalMinor: visit.quantity * visit.amountMinor,
    programme,
    member: customer.member,
    online: network.online,
    ...rights,
    stalenessMs: lastAtMs === null ? Number.POSITIVE_INFINITY : nowMs() - lastAtMs,
  });
  const outcome = authorised.ok ? authorised.value.authorisation.kind : authorised.error.code;
  log(`${terminalId} redeems ${visit.wishPoints}: ${outcome}`);
  return authorised.ok ? authorised.value : null;
}

/** Gives the hold of a sale back that was not approved. */
export function releaseAtTill({ host }: Running, draft: TransactionDraft): void {
  const authorisation = draft.kind === 'sale' ? draft.redemption?.authorisation : undefined;
  if (authorisation?.kind === 'hold' && draft.member?.kind === 'member') {
    const { memberId } = draft.member;
    void host.transport.exchange('voidHold', { holdId: authorisation.holdId, memberId });
  }
}

/** The return of pieces of a sale: by the till's own knowledge where it sold them, else the ledger finds the sale. */
export function returnAtTill(
  lane: Lane,
  sold: SoldGoods,
  quantity: number,
  original: SaleBody | null,
  programme: Programme,
): ReturnDraft {
  const lines = [{ lineNumber: 1, quantity }];
  const returned = new Map([[1, sold.returnedQuantity]]);
  const reversal =
    original === null ? null : lane.reverseSale({ original, programme, returned }, lines);
  return {
    kind: 'return',
    operatorId: 'O01',
    member: original?.member ?? null,
    programmeId: programme.programmeId,
    programmeVersion: programme.version,
    currency: programme.currency.code,
    originalTransactionId: sold.transactionId,
    reasonCode: 'unwanted',
    lines,
    ...(reversal?.ok === true
      ? { settledBy: 'terminal', ...reversal.value }
      : {
          settledBy: 'ledger',
          refundMinor: 100,
          reversedAccrualPoints: 0,
          restoredRedemptionPoints: 0,
        }),
  };
}
