import type { MemberView } from '../domain/member.ts';
import type { Observed } from './observed.ts';

/** Members by card. */
export interface MemberStore {
  /** The member that `cardToken` (32 hexadecimal digits) belongs to, or null where the replica knows none. */
  memberByToken(cardToken: string): Promise<MemberView | null>;
  /** Grows by one whenever any member may have changed: look a shown member up again. */
  readonly changes: Observed<number>;
  /** Why a page could not be read, null while all can: sync asks for new pages. */
  readonly damage: Observed<string | null>;
}
