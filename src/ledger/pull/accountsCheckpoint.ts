import { checkpointNumber, formatCheckpoint, parseCheckpoint } from './checkpoint.ts';

/** How far a terminal has pulled single accounts. */
export interface AccountsPosition {
  /** The changing transaction, member and card of the last record sent. */
  readonly xid: string;
  readonly memberId: string;
  readonly cardToken: string;
  /** Records sent since the pages were filled: many of them make new pages the better way. */
  readonly sent: number;
}

const NOBODY = '-';

/** The checkpoint before everything that changes at or after `horizonXid`. */
export function accountsCheckpointFrom(epoch: string, horizonXid: string): string {
  return accountsCheckpoint(epoch, { xid: horizonXid, memberId: '', cardToken: '', sent: 0 });
}

export function accountsCheckpoint(epoch: string, position: AccountsPosition): string {
  const { xid, memberId, cardToken, sent } = position;
  return formatCheckpoint('accounts', epoch, [
    xid,
    memberId === '' ? NOBODY : memberId,
    cardToken === '' ? NOBODY : cardToken,
    sent,
  ]);
}

/** Reads a checkpoint; null where it is of another ledger or none. */
export function parseAccountsCheckpoint(
  epoch: string,
  text: string | null,
): AccountsPosition | null {
  const [xid, memberId, cardToken, sent] = parseCheckpoint('accounts', epoch, 4, text) ?? [];
  const sentCount = checkpointNumber(sent);
  if (
    checkpointNumber(xid) === null ||
    xid === undefined ||
    memberId === undefined ||
    cardToken === undefined ||
    sentCount === null
  ) {
    return null;
  }
  return {
    xid,
    memberId: memberId === NOBODY ? '' : memberId,
    cardToken: cardToken === NOBODY ? '' : cardToken,
    sent: sentCount,
  };
}
