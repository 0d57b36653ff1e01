import type { Reason } from '../../ui/ReasonChoice.tsx';

/** The reason that is chosen unless the manager chooses another. */
export const USUAL_OVERRIDE_REASON = 'longOutage';

/** Why a manager allows what the terminal refuses. */
export const overrideReasons: readonly Reason[] = [
  { reasonCode: USUAL_OVERRIDE_REASON, words: 'Offline for long' },
  { reasonCode: 'knownMember', words: 'I know the member' },
  { reasonCode: 'goodwill', words: 'Goodwill' },
];
