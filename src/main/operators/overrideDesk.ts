import {
  OVERRIDE_LIFETIME_MS,
  overrideText,
  type OverrideTerms,
} from '../../domain/managerOverride.ts';
import type { PinVerifier } from '../../domain/operator.ts';
import type { IdSource } from '../../domain/ports.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import {
  overrideOf,
  transactionIdOf,
  type ManagerOverride,
  type TransactionDraft,
} from '../../domain/transaction.ts';
import type { ReservedPlace } from '../journal/sealDraft.ts';
import { deriveOverrideKey } from './overrideKey.ts';
import type { PinAnswer, PinCheck } from './pinCheck.ts';

/** What a manager is asked to allow: so many points of one member in the sale at hand. */
export interface OverrideRequest {
  readonly operatorId: string;
  readonly pin: string;
  readonly verifier: PinVerifier;
  readonly overrideKey: string;
  readonly reasonCode: string;
  readonly memberId: string;
  readonly points: number;
}

/** What came of it: an override for one transaction, or a PIN that is not the manager's. */
export type OverrideAnswer =
  | { readonly kind: 'granted'; readonly override: ManagerOverride }
  | { readonly kind: 'refused'; readonly retryAfterMs: number };

/** What the desk works with. `monotonicMs` are milliseconds that nobody can set. */
interface OverrideDeskOptions {
  readonly pinCheck: PinCheck;
  readonly ids: IdSource;
  readonly monotonicMs: () => number;
}

interface Grant {
  readonly override: ManagerOverride;
  readonly terms: OverrideTerms;
  readonly place: ReservedPlace;
  readonly expiresAtMs: number;
}

/**
 * Keeps the one override that a manager has given at this terminal and that no transaction has used yet. It is for one
 * transaction, whose id and sequence are reserved for it: used once, or dropped, or replaced, or lapsed.
 */
export class OverrideDesk {
  readonly #options: OverrideDeskOptions;
  #grant: Grant | null = null;

  constructor(options: OverrideDeskOptions) {
    this.#options = options;
  }

  /**
   * Checks the PIN as at sign-on, wrong ones counted together, and signs for the transaction after `lastSequence`. Fails
   * with a sentence for the people at the till where the PIN is right and yet gives no such signature.
   */
  async grant(
    request: OverrideRequest,
    terminalId: string,
    lastSequence: () => number,
  ): Promise<Result<OverrideAnswer, string>> {
    this.#grant = null;
    const { operatorId, pin, verifier, reasonCode, memberId, points } = request;
    const checked = await this.#options.pinCheck.verify({ operatorId, pin, verifier });
    if (!checked.ok) {
      return fail(checked.error.message);
    }
    if (!checked.value.verified) {
      return ok(refused(checked.value));
    }
    const key = await deriveOverrideKey(pin, verifier);
    if (key.publicKeyBase64 !== request.overrideKey) {
      return fail('This manager’s PIN cannot sign overrides. Ask for the PIN to be set anew.');
    }
    const uuid = this.#options.ids.uuid();
    const place = { uuid, sequence: lastSequence() + 1 };
    const transactionId = transactionIdOf(terminalId, uuid);
    const about = { terminalId, transactionId, sequence: place.sequence, memberId, points };
    const terms = { operatorId, reasonCode, ...about };
    const override = { operatorId, reasonCode, signature: key.sign(overrideText(terms)) };
    const expiresAtMs = this.#options.monotonicMs() + OVERRIDE_LIFETIME_MS;
    this.#grant = { override, terms, place, expiresAtMs };
    return ok({ kind: 'granted', override });
  }

  /**
   * Uses the override that `draft` carries and gives the place that is reserved for it; null for a draft without one.
   * Fails with a sentence for the person at the till where it is not the one that was given, for what it was given.
   */
  take(draft: TransactionDraft, terminalId: string): Result<ReservedPlace | null, string> {
    const override = draft.kind === 'sale' ? overrideOf(draft) : null;
    if (override === null) {
      return ok(null);
    }
    const grant = this.#grant;
    this.#grant = null;
    if (grant === null || !isFor(grant, draft, override, terminalId)) {
      return fail(
        'No manager’s override is kept for this sale. Redeem again, then ask the manager again.',
      );
    }
    return this.#options.monotonicMs() < grant.expiresAtMs
      ? ok(grant.place)
      : fail('The manager’s override has lapsed. Redeem again, then ask the manager again.');
  }

  /** The sale has changed or is abandoned: what was allowed for it is allowed no more. */
  drop(): void {
    this.#grant = null;
  }
}

function refused({ retryAfterMs }: PinAnswer): OverrideAnswer {
  return { kind: 'refused', retryAfterMs };
}

function isFor(
  { override, terms }: Grant,
  draft: TransactionDraft,
  carried: ManagerOverride,
  terminalId: string,
): boolean {
  return (
    draft.kind === 'sale' &&
    draft.member?.kind === 'member' &&
    draft.member.memberId === terms.memberId &&
    draft.redemption?.points === terms.points &&
    terminalId === terms.terminalId &&
    carried.operatorId === override.operatorId &&
    carried.reasonCode === override.reasonCode &&
    carried.signature === override.signature
  );
}
