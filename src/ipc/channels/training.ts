import { z } from 'zod';
import { journalChannels } from './journal.ts';
import { operatorChannels } from './operators.ts';

/** Beginning and ending are a manager's: by the PIN, wrong ones counted as at sign-on. */
const byManager = {
  request: operatorChannels['operators.verifyPin'].request.extend({ role: z.literal('manager') }),
  response: operatorChannels['operators.verifyPin'].response,
};

export const trainingChannels = {
  /** Once verified the terminal sells nothing until training ends, also after a restart. Pages start again. */
  'training.begin': byManager,
  /** Once verified what was practised is gone and the terminal sells. Pages start again. */
  'training.end': byManager,
  /** As the journal's channels, on the journal of training; refused where the terminal is not in training. */
  'training.status': {
    request: z.strictObject({}),
    response: z.object({ sequence: z.int().min(0) }),
  },
  'training.append': journalChannels['journal.append'],
  'training.read': journalChannels['journal.read'],
} as const;
