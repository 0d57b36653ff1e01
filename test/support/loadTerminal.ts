/**
 * A terminal as a process of its own, for tests of a ledger under load: enrols, sells and pushes now to one ledger, now to
 * the other, pushes what is not acknowledged again and again, and at SIGTERM finishes and prints what it sold.
 * Arguments: JSON {urls, code, members: [{memberId, cardToken}]}.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { SealedTransaction } from '../../src/domain/transaction.ts';
import { TestTerminal } from './ledgerTerminal.ts';

const BATCH = 20;

const plan = z
  .object({
    urls: z.array(z.string()).min(1),
    code: z.string(),
    members: z.array(z.object({ memberId: z.string(), cardToken: z.string() })).min(1),
  })
  .parse(JSON.parse(process.argv[2] ?? ''));

const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
const isOver = (): boolean => stop.signal.aborted;

const terminal = new TestTerminal(plan.urls[0] ?? '');
await terminal.enrol(plan.code);
process.stdout.write(`enrolled ${terminal.terminalId}\n`);

const unacknowledged: SealedTransaction[] = [];
let [sold, acknowledged, unanswered] = [0, 0, 0];
for (let attempt = 0; !isOver() || unacknowledged.length > 0; attempt += 1) {
  while (!isOver() && unacknowledged.length < BATCH) {
    const member = plan.members[sold % plan.members.length];
    const ofMember = member === undefined ? null : ({ kind: 'member', ...member } as const);
    unacknowledged.push(terminal.seal({ amountMinor: 100 + sold, member: ofMember }));
    sold += 1;
  }
  const url = plan.urls[attempt % plan.urls.length] ?? '';
  const batch = unacknowledged.slice(0, BATCH);
  const answer = await terminal.at(url, () => terminal.push(batch)).catch(() => null);
  if (answer === null) {
    unanswered += 1;
    await sleep(50);
    continue;
  }
  if (answer.stopped !== null) {
    throw new Error(`${answer.stopped.code}: ${answer.stopped.message}`);
  }
  const before = unacknowledged.length;
  while ((unacknowledged[0]?.body.sequence ?? Infinity) <= answer.head.sequence) {
    unacknowledged.shift();
  }
  acknowledged += before - unacknowledged.length;
}
process.stdout.write(`${JSON.stringify({ done: true, sold, acknowledged, unanswered })}\n`);
