import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { quarantineReasons } from '../../../../../src/ledger/posting/admissionState.ts';
import { exceptionWording } from '../../../../../src/renderer/features/exceptions/exceptionWording.ts';
import { projectRoot } from '../../../../support/processes.ts';

/** Every reason that the ledger can give, as its type lists them. */
function reasonsOfLedger(): string[] {
  const source = readFileSync(join(projectRoot, 'src/ledger/posting/postingException.ts'), 'utf8');
  const [, list = ''] = /export type ExceptionReason =([^;]*);/.exec(source) ?? [];
  return [...list.matchAll(/\| '(\w+)'/g)].flatMap(([, reason]) => reason ?? []);
}

it('has words of its own for every reason of the ledger', () => {
  const reasons = reasonsOfLedger();
  expect(reasons.length).toBeGreaterThan(20);
  expect(reasons.filter((reason) => exceptionWording(reason).standing === 'unknown')).toEqual([]);
  const titles = new Set(reasons.map((reason) => exceptionWording(reason).title));
  expect(titles.size).toBe(reasons.length);
});

it('says of all that is in quarantine, and of nothing else, that it needs a decision', () => {
  const needing = reasonsOfLedger().filter(
    (reason) => exceptionWording(reason).standing === 'quarantined',
  );
  expect(needing.sort()).toEqual([...quarantineReasons].sort());
});

it('hides no reason that it does not know', () => {
  expect(exceptionWording('ofTomorrow').title).toContain('ofTomorrow');
});
