import type { JournalStatus } from '../../../ipc/channels/journal.ts';
import type { TerminalRefusal } from '../../../ipc/channels/ledger.ts';

/** A trouble that keeps the till from approving, or soon will: told across the whole screen. */
export interface Trouble {
  readonly title: string;
  /** What is wrong and what to do, in sentences. */
  readonly sentences: readonly string[];
  /** Whether nothing is approved until it is put right. */
  readonly stops: boolean;
  /** Whether the terminal goes on once it is enrolled anew. */
  readonly enrolAnew: boolean;
}

/**
 * The worst trouble of journal, disk and enrolment, null while there is none; `fault` says why journal and replica do not
 * agree, `refusal` why the ledger will not have this till.
 */
export function troubleOf(
  journal: JournalStatus | null,
  fault: string | null,
  refusal: TerminalRefusal | null,
): Trouble | null {
  const stopped = journal?.stopped ?? null;
  if (stopped !== null) {
    return {
      title: 'This till can approve nothing',
      sentences: [stopped, 'Sell at another till meanwhile.'],
      stops: true,
      enrolAnew: true,
    };
  }
  if (journal?.space === 'full') {
    return {
      title: 'The disk is full: nothing can be approved',
      sentences: [
        'Free some space or call IT. The till goes on by itself as soon as there is room.',
      ],
      stops: true,
      enrolAnew: false,
    };
  }
  if (refusal !== null) {
    return REFUSED[refusal];
  }
  if (fault !== null) {
    return {
      title: 'The journal needs a look',
      sentences: [fault],
      stops: false,
      enrolAnew: false,
    };
  }
  if (journal?.space === 'onReserve') {
    return {
      title: 'The disk is nearly full',
      sentences: ['Selling goes on in the last of its room. Free some space or call IT now.'],
      stops: false,
      enrolAnew: false,
    };
  }
  return null;
}

const MEANWHILE =
  'Sales go on and are kept here, but members’ balances grow old and other tills do not see what is sold.';

function shutOut(why: string): Trouble {
  return {
    title: 'The ledger has shut this till out',
    sentences: [
      why,
      MEANWHILE,
      'Ask the back office. With a new code the till is enrolled anew, and what it kept is sent.',
    ],
    stops: false,
    enrolAnew: true,
  };
}

const REFUSED: Readonly<Record<TerminalRefusal, Trouble>> = {
  terminalRevoked: shutOut('It was revoked, or another machine took its lane.'),
  unknownTerminal: shutOut('The ledger does not know this lane.'),
  badSignature: shutOut(
    'The ledger does not accept its signature: another machine may have taken its lane.',
  ),
  protocolVersion: {
    title: 'This till and the ledger speak different versions',
    sentences: [MEANWHILE, 'Call IT: the older of the two has to be updated.'],
    stops: false,
    enrolAnew: false,
  },
  clockSkew: {
    title: 'The ledger does not accept this till’s clock',
    sentences: [MEANWHILE, 'Set this computer’s date, time and time zone, or call IT.'],
    stops: false,
    enrolAnew: false,
  },
};
