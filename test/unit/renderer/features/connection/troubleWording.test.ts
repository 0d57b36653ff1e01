import { expect, it } from 'vitest';
import { troubleOf } from '../../../../../src/renderer/features/connection/troubleWording.ts';
import { terminalRefusals } from '../../../../../src/ipc/channels/ledger.ts';
import type { JournalStatus } from '../../../../../src/ipc/channels/journal.ts';

const journal: JournalStatus = {
  sequence: 3,
  hash: '0'.repeat(64),
  damage: [],
  stopped: null,
  startSequence: 0,
  confirmedSequence: 3,
  space: 'ample',
  clockJumpMs: null,
};

it('says nothing across the screen while all is well, or only little room is left', () => {
  expect(troubleOf(null, null, null)).toBeNull();
  expect(troubleOf(journal, null, null)).toBeNull();
  expect(troubleOf({ ...journal, space: 'short' }, null, null)).toBeNull();
});

it('tells of a stopped journal before anything else, and that the till can be enrolled anew', () => {
  const trouble = troubleOf(
    { ...journal, stopped: 'It was restored.', space: 'full' },
    'a fault',
    'terminalRevoked',
  );
  expect(trouble).toMatchObject({ stops: true, enrolAnew: true });
  expect(trouble?.sentences).toContain('It was restored.');
});

it('tells of a full disk that nothing can be approved, of a nearly full one that selling goes on', () => {
  expect(troubleOf({ ...journal, space: 'full' }, null, null)).toMatchObject({ stops: true });
  const nearly = troubleOf({ ...journal, space: 'onReserve' }, null, null);
  expect(nearly).toMatchObject({ stops: false, enrolAnew: false });
  expect(nearly?.sentences.join(' ')).toContain('Selling goes on');
});

it('tells why journal and replica do not agree', () => {
  expect(troubleOf(journal, 'The journal lacks transaction 2.', null)?.sentences).toEqual([
    'The journal lacks transaction 2.',
  ]);
});

it('tells of every refusal what goes on and what to do, and offers a new enrolment only where it helps', () => {
  for (const refusal of terminalRefusals) {
    const trouble = troubleOf(journal, 'a fault', refusal);
    expect([refusal, trouble?.stops]).toEqual([refusal, false]);
    expect(trouble?.sentences.join(' ')).toContain('Sales go on');
  }
  const helped = terminalRefusals.filter((one) => troubleOf(journal, null, one)?.enrolAnew);
  expect(helped).toEqual(['unknownTerminal', 'terminalRevoked', 'badSignature']);
});
