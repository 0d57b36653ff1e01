/** Where the transaction of an exception stands: that decides what a person can do about it. */
export type ExceptionStanding =
  /** Not posted; it is as soon as what it lacks has come. */
  | 'waits'
  /** Not posted; only a person lets it out of quarantine. */
  | 'quarantined'
  /** Posted, for the goods have left. */
  | 'posted'
  /** About the terminal as a whole. */
  | 'terminal'
  /** A newer ledger's word. */
  | 'unknown';

/** A reason in a manager's words. */
export interface ExceptionWording {
  readonly title: string;
  readonly meaning: string;
  readonly standing: ExceptionStanding;
}

const waits = (title: string, meaning: string): ExceptionWording => ({
  title,
  meaning,
  standing: 'waits',
});
const posted = (title: string, meaning: string): ExceptionWording => ({
  title,
  meaning,
  standing: 'posted',
});
const terminal = (title: string, meaning: string): ExceptionWording => ({
  title,
  meaning,
  standing: 'terminal',
});
const quarantined = (title: string, meaning: string): ExceptionWording => ({
  title,
  meaning: `${meaning} Its points are not posted until somebody decides.`,
  standing: 'quarantined',
});

const WORDING: ReadonlyMap<string, ExceptionWording> = new Map([
  [
    'unknownCard',
    waits(
      'Card not known',
      'The card that was noted with this sale belongs to no member yet. The points are posted by themselves once the back office links the card.',
    ),
  ],
  [
    'unknownMember',
    waits(
      'Member not known',
      'The ledger does not know the member of this sale. The points are posted by themselves once the card is linked to one.',
    ),
  ],
  [
    'unknownOriginal',
    waits(
      'Return without its sale',
      'Goods came back, but the sale that they were bought in has not reached the ledger. The return is posted by itself when the sale arrives, often when its till is online again.',
    ),
  ],
  [
    'memberBlocked',
    posted(
      'Member was blocked',
      'The member was blocked when this sale came to the ledger. Often the till was offline and could not know. The points were posted all the same.',
    ),
  ],
  [
    'memberClosed',
    posted(
      'Member had left',
      'The member’s account had been closed when this came to the ledger. Often the till was offline and could not know. It is in the books; points that it earned are forfeited.',
    ),
  ],
  [
    'memberMerged',
    posted(
      'Member was merged',
      'Two accounts of this member were made one while the till did not know. The points were posted to the account that remains.',
    ),
  ],
  [
    'cardRemoved',
    posted(
      'Card had been reported lost',
      'The card of this sale had been taken from the member, and the till was offline and could not know. The points were posted to the member all the same: look at what was redeemed.',
    ),
  ],
  [
    'overdraft',
    posted(
      'More points spent than there were',
      'The member’s account is in debt: points were redeemed at two tills, or goods came back whose points were spent already. What the member earns next pays the debt first.',
    ),
  ],
  [
    'overReturned',
    posted(
      'More came back than was sold',
      'More pieces of a sale were returned than it had left, for example at two stores that were offline. Points were posted for what was left only; look at the money that was given back.',
    ),
  ],
  [
    'holdNotPending',
    posted(
      'Points were no longer held',
      'The points that were held for this redemption had been given back or had lapsed when the sale came. The redemption was posted all the same.',
    ),
  ],
  [
    'leaseNotLive',
    posted(
      'Offline allotment had ended',
      'The till redeemed from an allotment that was over. The redemption was posted all the same.',
    ),
  ],
  [
    'leaseOverspent',
    posted(
      'Offline allotment overspent',
      'The till redeemed more than its allotment had left. The redemption was posted all the same; tell IT.',
    ),
  ],
  [
    'ruleDifference',
    posted(
      'Points put right by the ledger',
      'The till and the ledger came to different points for the same sale. The ledger’s figure counts and its correction is in the books.',
    ),
  ],
  [
    'expiredOffline',
    posted(
      'Redeemed points that had expired',
      'The points were still good at the till, but expired before the sale came to the ledger. They were given back to the member for this redemption.',
    ),
  ],
  [
    'clockJump',
    posted(
      'Till’s clock jumped',
      'The time of this transaction may be wrong: the till’s clock changed shortly before. Have the clock of that computer checked.',
    ),
  ],
  [
    'managerOverride',
    posted(
      'Redeemed by a manager’s override',
      'A manager allowed a redemption beyond the offline limits. It is shown so that another manager looks at it.',
    ),
  ],
  [
    'overrideInvalid',
    posted(
      'Override that no manager signed',
      'A redemption names a manager’s override, but it was not signed with this manager’s PIN for this sale, or the operator is no manager. The points were posted all the same. Ask the manager who is named; a PIN that was set anew since explains it.',
    ),
  ],
  [
    'postVoidByCashier',
    posted(
      'Whole sale undone without a manager',
      'Only a manager undoes a whole sale. The operator who did is no manager, or no longer one. Ask who is named below.',
    ),
  ],
  [
    'malformed',
    quarantined('Transaction cannot be read', 'The ledger cannot make sense of it. Tell IT.'),
  ],
  [
    'altered',
    quarantined(
      'Transaction was altered',
      'It is not what the till sealed: its data was damaged, or changed by somebody. Tell IT before you decide.',
    ),
  ],
  [
    'badSignature',
    quarantined(
      'Signature is not right',
      'A signature in it is not genuine. Tell IT before you decide.',
    ),
  ],
  [
    'foreignTerminal',
    quarantined(
      'Transaction of another till',
      'A till sent what it did not seal itself. Tell IT before you decide.',
    ),
  ],
  [
    'idReused',
    quarantined(
      'Number used twice',
      'Another transaction with the same number is in the books already. Compare the two receipts.',
    ),
  ],
  [
    'unknownProgramme',
    quarantined(
      'Rules not known',
      'It was sold under rules that the ledger does not have. Post it once the back office has put them right.',
    ),
  ],
  [
    'forked',
    quarantined(
      'Sold on an old copy of the till',
      'The till went on from an older copy of its disk. What it sold then is posted when the till is enrolled anew, or by you.',
    ),
  ],
  [
    'terminalRevoked',
    quarantined(
      'Till is no longer allowed',
      'It came from a till that was taken out of service. Post it only if it was a true sale of your store.',
    ),
  ],
  [
    'implausible',
    quarantined(
      'Points beyond belief',
      'It moves more points than any sale could. Tell IT before you decide; it cannot be posted as it is.',
    ),
  ],
  [
    'restoredImage',
    terminal(
      'Till runs on an old copy',
      'The disk of this till was put back to an earlier state. It may approve nothing until it is enrolled anew with a code of the back office.',
    ),
  ],
  [
    'terminalLost',
    terminal(
      'Till was declared lost',
      'What this till had not sent is not in the books. If it is found, do not sell on it: tell IT.',
    ),
  ],
  [
    'quarantineFull',
    terminal(
      'Too much waits for a decision',
      'This till sent so much that cannot be posted that the ledger takes no more of it. Decide on what waits, and tell IT.',
    ),
  ],
  [
    'chainBroken',
    terminal(
      'Gap in a till’s transactions',
      'The ledger found that transactions of this till do not follow on each other. Tell IT.',
    ),
  ],
  ['rejected', terminal('Transaction not taken', 'The ledger did not take it. Tell IT.')],
]);

/** What a reason means; one that this version does not know is shown as it is rather than hidden. */
export function exceptionWording(reason: string): ExceptionWording {
  return (
    WORDING.get(reason) ?? {
      title: `Other finding (${reason})`,
      meaning:
        'The ledger tells of something that this version of the till has no words for. Read what the ledger says below, and ask IT.',
      standing: 'unknown',
    }
  );
}

/** The standing in two words, for the list. */
export function standingLabel(standing: ExceptionStanding): string {
  switch (standing) {
    case 'waits':
      return 'Not posted yet';
    case 'quarantined':
      return 'Needs a decision';
    case 'posted':
      return 'Posted';
    case 'terminal':
      return 'Whole till';
    case 'unknown':
      return 'Look at it';
  }
}
