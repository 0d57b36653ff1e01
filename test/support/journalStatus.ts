import type { JournalStatus } from '../../src/ipc/channels/journal.ts';

/** A journal with which all is well, up to `sequence`. */
export function soundStatus(sequence: number, hash = '0'.repeat(64)): JournalStatus {
  return {
    sequence,
    hash,
    damage: [],
    stopped: null,
    startSequence: 0,
    confirmedSequence: 0,
    space: 'ample',
    clockJumpMs: null,
  };
}
