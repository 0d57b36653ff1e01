import type { MemberRecord } from '../../src/domain/member.ts';
import { encodeMemberRows, pageIndexOf } from '../../src/domain/memberPage.ts';
import { fail, type Result } from '../../src/domain/result.ts';
import { GENESIS_HEAD, type ChainHead } from '../../src/domain/seal.ts';
import { memberDeltaPoints } from '../../src/domain/transaction.ts';
import type { ExchangeOperation } from '../../src/protocol/exchange.ts';
import type { PullAccountsResponse } from '../../src/protocol/pullAccounts.ts';
import type { PullPagesResponse } from '../../src/protocol/pullPages.ts';
import type { PushRequest, PushResponse } from '../../src/protocol/push.ts';
import type { StreamEvent } from '../../src/protocol/stream.ts';
import { sealedTransactionSchema } from '../../src/protocol/transaction.ts';
import { createHostTransport } from '../../src/sync/hostTransport.ts';
import type { LedgerTransport, TransportFailure } from '../../src/sync/transport.ts';

/** What goes wrong with an exchange. */
export type Fault =
  /** Nothing, this time. */
  | { readonly kind: 'none' }
  /** The ledger does not hear it. */
  | { readonly kind: 'lostRequest' }
  /** The ledger does it, the terminal does not hear. */
  | { readonly kind: 'lostAnswer' }
  | { readonly kind: 'refused'; readonly code: string }
  /** The ledger answers this instead. */
  | { readonly kind: 'answer'; readonly value: unknown };

const unavailable: TransportFailure = { kind: 'unavailable', code: 'gone', message: 'gone' };

const LEASES_AS_OF = '2026-11-22T09:30:00.000Z';

/** What a small ledger for one terminal knows, for tests of what a real one hardly does on demand. */
export class ModelLedger {
  readonly members: MemberRecord[];
  /** Sequences in the order in which they took effect. */
  readonly posted: number[] = [];
  readonly asked: { readonly operation: ExchangeOperation; readonly payload: unknown }[] = [];
  head: ChainHead = GENESIS_HEAD;
  bits = 2;
  /** The name of the cut that a fill gets which starts now. */
  cut = 1;
  pagesAnAnswer = 2;
  accountsAnAnswer = 3;
  refillAbove = Number.MAX_SAFE_INTEGER;
  readonly #faults = new Map<ExchangeOperation, Fault[]>();
  readonly #changed: string[] = [];
  readonly #hashes = new Map<number, string>();
  readonly #topicListeners = new Set<(topics: StreamEvent['topics']) => void>();
  readonly #connectionListeners = new Set<(online: boolean) => void>();
  #online = true;
  #tick = 0;

  constructor(members: number) {
    this.members = Array.from({ length: members }, (_, index) => memberOf(index, members));
  }

  /** The ledger's clock only ever goes on. */
  get asOf(): string {
    return new Date(Date.UTC(2026, 0, 1) + this.#tick).toISOString();
  }

  get transport(): LedgerTransport {
    return createHostTransport({
      exchange: async (operation, payload) => {
        // An answer never comes at once.
        await new Promise((resolve) => setTimeout(resolve, 0));
        this.asked.push({ operation, payload });
        const fault = this.#faults.get(operation)?.shift();
        return !this.#online ? fail(unavailable) : this.#answer(operation, payload, fault);
      },
      onChanged: (listener) => listen(this.#topicListeners, listener),
      onConnection: (listener) => {
        listener(this.#online);
        return listen(this.#connectionListeners, listener);
      },
    });
  }

  /** The next exchanges of `operation` go wrong, one a fault. */
  disturb(operation: ExchangeOperation, ...faults: readonly Fault[]): void {
    this.#faults.set(operation, [...(this.#faults.get(operation) ?? []), ...faults]);
  }

  setOnline(online: boolean): void {
    this.#online = online;
    for (const listener of this.#connectionListeners) {
      listener(online);
    }
  }

  announce(topics: StreamEvent['topics']): void {
    for (const listener of this.#topicListeners) {
      listener(topics);
    }
  }

  /** Another channel changes a member's balance. */
  credit(index: number, points: number): void {
    const member = this.members[index];
    if (member !== undefined) {
      this.members[index] = { ...member, balancePoints: member.balancePoints + points };
      this.#changed.push(member.cardToken);
      this.#tick += 1;
    }
  }

  balanceOf(memberId: string): number {
    return this.members.find((member) => member.memberId === memberId)?.balancePoints ?? 0;
  }

  #answer(
    operation: ExchangeOperation,
    payload: unknown,
    fault: Fault | undefined,
  ): Result<unknown, TransportFailure> {
    if (fault?.kind === 'lostRequest') {
      return fail(unavailable);
    }
    if (fault?.kind === 'refused') {
      return fail({ kind: 'refused', code: fault.code, message: `refused: ${fault.code}` });
    }
    if (fault?.kind === 'answer') {
      return { ok: true, value: fault.value };
    }
    this.#tick += 1;
    const value = this.#perform(operation, payload as never);
    return fault?.kind === 'lostAnswer' ? fail(unavailable) : { ok: true, value };
  }

  #perform(
    operation: ExchangeOperation,
    request: PushRequest & { readonly checkpoint: string | null },
  ): unknown {
    switch (operation) {
      case 'push':
        return this.#push(request);
      case 'pullPages':
        return this.#pages(request.checkpoint);
      case 'pullAccounts':
        return this.#accounts(request.checkpoint);
      case 'leases':
        return { leases: [], appliedSequence: this.head.sequence, asOf: LEASES_AS_OF };
      case 'placeHold':
      case 'voidHold':
      case 'pullProgrammes':
      case 'pullProducts':
      case 'pullOperators':
      case 'pullSettings':
      case 'pullExceptions':
      case 'resolveException':
        return { documents: [], checkpoint: 'none', more: false };
    }
  }

  #push({ transactions }: PushRequest): PushResponse {
    const results: PushResponse['results'] = [];
    for (const { body, hash } of transactions.map((one) => sealedTransactionSchema.parse(one))) {
      const known = this.#hashes.get(body.sequence);
      const expectedSequence = this.head.sequence + 1;
      const stop = (code: 'sequenceGap' | 'idReused') => {
        const { sequence } = body;
        const stopped = { sequence, code, message: code, expectedSequence };
        return { results, head: { ...this.head }, stopped };
      };
      if (known !== undefined && known !== hash) {
        return stop('idReused');
      }
      if (known === undefined && body.sequence !== expectedSequence) {
        return stop('sequenceGap');
      }
      if (known === undefined) {
        this.#hashes.set(body.sequence, hash);
        this.head = { sequence: body.sequence, hash };
        this.posted.push(body.sequence);
        if (body.member?.kind === 'member') {
          const { memberId } = body.member;
          this.credit(
            this.members.findIndex((member) => member.memberId === memberId),
            memberDeltaPoints(body),
          );
        }
      }
      const outcome = known === undefined ? 'posted' : 'duplicate';
      results.push({ sequence: body.sequence, outcome });
    }
    return { results, head: { ...this.head }, stopped: null };
  }

  #pages(checkpoint: string | null): PullPagesResponse {
    const [cut = this.cut, bits = this.bits, next = 0, position = this.#changed.length] =
      checkpoint?.split(':').map(Number) ?? [];
    const end = Math.min(2 ** bits, next + this.pagesAnAnswer);
    const pages = Array.from({ length: end - next }, (_, offset) => {
      const index = next + offset;
      const members = this.members.filter(
        (member) => pageIndexOf(member.cardToken, bits) === index,
      );
      return {
        index,
        rows: encodeMemberRows(members),
        count: members.length,
        asOf: this.asOf,
        appliedSequence: this.head.sequence,
      };
    });
    return {
      generation: `cut${cut}`,
      bits,
      pages,
      totalCards: this.members.length,
      checkpoint: [cut, bits, end, position].join(':'),
      done: end === 2 ** bits,
      accountsCheckpoint: String(position),
    };
  }

  #accounts(checkpoint: string | null): PullAccountsResponse {
    const from = Number(checkpoint);
    const end = Math.min(this.#changed.length, from + this.accountsAnAnswer);
    const tokens = new Set(this.#changed.slice(from, end));
    const refill = end - from > 0 && this.#changed.length > this.refillAbove;
    return {
      accounts: this.members
        .filter((member) => tokens.has(member.cardToken) && !refill)
        .map((member) => ({ ...member, removed: false })),
      asOf: this.asOf,
      appliedSequence: this.head.sequence,
      checkpoint: String(end),
      more: end < this.#changed.length,
      refill,
    };
  }
}

/** The member of this number; tokens are spread evenly. */
function memberOf(index: number, members: number): MemberRecord {
  const start = Math.floor((index / members) * 2 ** 32);
  return {
    cardToken: start.toString(16).padStart(8, '0').padEnd(32, '5'),
    memberId: `member-${index}`,
    displayName: `Zoë "],[" ${index}.`,
    cardLabel: `•••• ${String(index).padStart(4, '0')}`,
    tierId: index % 2 === 0 ? 'basic' : 'gold',
    status: 'active',
    balancePoints: 1000 + index,
  };
}

function listen<Listener>(listeners: Set<Listener>, listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
