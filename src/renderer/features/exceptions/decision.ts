import type { StoreException } from '../../../domain/storeException.ts';
import { formatPoints } from '../../ui/format.ts';
import { exceptionWording } from './exceptionWording.ts';

/** What a manager may decide. */
export type Resolution = 'acknowledged' | 'adjusted' | 'posted' | 'dismissed';

/** One way to settle an exception, in words. */
export interface ResolutionOffer {
  readonly resolution: Resolution;
  readonly words: string;
  readonly effect: string;
}

/** A decision that the ledger can be asked for. `points` is null unless it is an adjustment. */
export interface Decision {
  readonly exceptionId: string;
  readonly resolution: Resolution;
  readonly points: number | null;
  readonly note: string;
}

/** What was filled in so far. */
export interface DecisionDraft {
  readonly resolution: Resolution | null;
  readonly gives: boolean;
  readonly points: number;
  readonly note: string;
}

/** The most points that are adjusted at once, against a slip of the finger. */
export const MAXIMUM_ADJUSTMENT_POINTS = 1_000_000;
export const MAXIMUM_NOTE_LENGTH = 500;
const MINIMUM_NOTE_LENGTH = 3;
/** So many digits and more may be a card's number. */
const CARD_DIGITS = 12;

/** The ways to settle `exception` that the ledger takes, the usual one first. */
export function offersFor(exception: StoreException): readonly ResolutionOffer[] {
  const acknowledge: ResolutionOffer = {
    resolution: 'acknowledged',
    words: 'Seen, nothing to do',
    effect: 'It leaves this list; the books stay as they are.',
  };
  const adjust: ResolutionOffer = {
    resolution: 'adjusted',
    words: 'Put points right',
    effect: 'The member’s balance changes at once, as an entry of its own in the books.',
  };
  const withMember = exception.memberId === null ? [] : [adjust];
  const instead = withMember.map((offer) => ({
    ...offer,
    effect: 'The member’s balance changes at once, and the transaction itself is never posted.',
  }));
  switch (exceptionWording(exception.reason).standing) {
    case 'posted':
      return [acknowledge, ...withMember];
    case 'terminal':
      return [acknowledge];
    case 'waits':
      return [
        {
          resolution: 'dismissed',
          words: 'Never post it',
          effect:
            'Its points are not given and not taken, also when what it lacks comes later. It is kept for auditors.',
        },
        ...instead,
      ];
    case 'quarantined':
      return [
        {
          resolution: 'posted',
          words: 'Post it',
          effect: 'It takes effect as it was sold, once, if the ledger finds it genuine.',
        },
        {
          resolution: 'dismissed',
          words: 'Never post it',
          effect: 'Its points are not given and not taken, for good. It is kept for auditors.',
        },
        ...instead,
      ];
    case 'unknown':
      return [acknowledge, ...withMember];
  }
}

/** What is still missing for a decision, in a sentence; null when nothing is. */
export function missingIn({ resolution, points, note }: DecisionDraft): string | null {
  if (resolution === null) {
    return 'Choose what to do.';
  }
  if (resolution === 'adjusted' && !isAdjustment(points)) {
    return 'Say by how many points the balance changes.';
  }
  const words = note.trim();
  if (words.length < MINIMUM_NOTE_LENGTH) {
    return 'Say why, in a few words.';
  }
  if (!/^[^\p{Cc}\p{Cs}]*$/u.test(words)) {
    return 'The reason has signs in it that cannot be kept. Type it again.';
  }
  return mayHoldCardNumber(words)
    ? 'The reason must not hold the number of a card. Leave it out.'
    : null;
}

/** The decision that a complete draft comes to; null while something is missing. */
export function decisionOf(exceptionId: string, draft: DecisionDraft): Decision | null {
  const { resolution, gives, points, note } = draft;
  if (resolution === null || missingIn(draft) !== null) {
    return null;
  }
  const signed = gives ? points : -points;
  const adjustment = resolution === 'adjusted' ? signed : null;
  return { exceptionId, resolution, points: adjustment, note: note.trim() };
}

/** What is asked before a decision that cannot be undone; null for one that changes nothing. */
export function confirmationOf(
  { resolution, points }: Decision,
  who: string,
): { readonly question: string; readonly button: string } | null {
  switch (resolution) {
    case 'acknowledged':
      return null;
    case 'adjusted': {
      const count = formatPoints(Math.abs(points ?? 0));
      const [verb, way] = (points ?? 0) > 0 ? ['Give', 'to'] : ['Take', 'from'];
      return {
        question: `${verb} ${count} ${way} ${who}? It is in the books at once; only another adjustment can balance it.`,
        button: `${verb} ${count}`,
      };
    }
    case 'posted':
      return {
        question: 'Post it now? Its points take effect at once. This cannot be undone.',
        button: 'Post it',
      };
    case 'dismissed':
      return {
        question: 'Take it off the list for good? This cannot be undone.',
        button: 'Take it off',
      };
  }
}

function isAdjustment(points: number): boolean {
  return Number.isInteger(points) && points > 0 && points <= MAXIMUM_ADJUSTMENT_POINTS;
}

function mayHoldCardNumber(text: string): boolean {
  return new RegExp(`\\d{${CARD_DIGITS}}`).test(text.replace(/[\s.-]/g, ''));
}
