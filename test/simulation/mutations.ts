import type { Mutation } from './laneHooks.ts';

/**
 * Deliberate bugs, one small slip each of the kind that other systems have had. Each must be caught, or the simulation
 * proves nothing. They exist in the simulation's loader only.
 */
export const mutations: readonly Mutation[] = [
  {
    name: 'approved-before-synced',
    file: 'src/main/journal/segmentWriter.ts',
    find: `    try {
      await file.datasync();
    } catch (error) {`,
    replace: `    try {
      await Promise.resolve();
    } catch (error) {`,
  },
  {
    name: 'journal-not-reconciled',
    file: 'src/sync/reconcile.ts',
    find: 'const kept = await transactions.insert(read.value);',
    replace: 'const kept = await transactions.insert(read.value.slice(0, 0));',
  },
  {
    name: 'acknowledged-without-answer',
    file: 'src/sync/pushTransactions.ts',
    find: `      }
      return { kind: 'unanswered' };`,
    replace: `      }
      await setAcknowledged(acknowledgedSequence + batch.length);
      return { kind: 'unanswered' };`,
  },
  {
    name: 'own-sale-counted-twice',
    file: 'src/ledger/pull/snapshot.ts',
    find: 'appliedSequence: row.lastSequence,',
    replace: 'appliedSequence: Math.max(0, row.lastSequence - 1),',
  },
  {
    name: 'floor-limit-for-each-sale',
    file: 'src/domain/authorisation.ts',
    find: 'floorLimitPoints - request.unsettledRedemptionPoints',
    replace: 'floorLimitPoints - 0 * request.unsettledRedemptionPoints',
    also: {
      file: 'src/main/terminal/standInGate.ts',
      find: 'points + sumOf(ofMember) <=',
      replace: 'points + 0 * sumOf(ofMember) <=',
    },
  },
  {
    name: 'head-not-moved',
    file: 'src/ledger/posting/push.ts',
    find: '  if (head !== before) {',
    replace: '  if (head !== before && head.sequence % 7 !== 0) {',
  },
  {
    name: 'hold-without-funds-check',
    file: 'src/ledger/holds/placeHold.ts',
    find: 'if (activePoints < points) {',
    replace: 'if (activePoints + 2000 < points) {',
  },
  {
    name: 'hold-given-back-short',
    file: 'src/ledger/holds/releaseEntry.ts',
    find: 'book.release(draft, points);',
    replace: 'book.release(draft, points - 1);',
  },
  {
    name: 'hold-lapses-by-the-ledgers-clock',
    mode: 'online',
    file: 'src/ledger/holds/expireHolds.ts',
    find: '(h.lapses OR EXISTS (',
    replace: '(true OR EXISTS (',
  },
  {
    name: 'hold-taken-back-before-its-sale-came',
    mode: 'online',
    file: 'src/ledger/leases/exchangeLeases.ts',
    find: 'terminal.last_sequence === request.lastSequence',
    replace: 'terminal.last_sequence <= request.lastSequence',
  },
  {
    name: 'pull-skips-what-shares-a-transaction',
    file: 'src/ledger/pull/pullAccounts.ts',
    find: `: accountsCheckpoint(epoch, { ...last, sent: position.sent + shown.length });`,
    replace: `: accountsCheckpoint(epoch, { ...last, xid: String(BigInt(last.xid) + 3n), sent: position.sent + shown.length });`,
  },
  {
    name: 'captured-hold-left-pending',
    file: 'src/ledger/posting/captureHolds.ts',
    find: `UPDATE hold SET state = 'posted'`,
    replace: `UPDATE hold SET state = 'pending'`,
  },
  {
    name: 'tail-not-settled',
    file: 'src/main/journal/tail.ts',
    find: `      await writeFully(file, record, lastRecordOffset);
    }
    await file.datasync();`,
    replace: `      await writeFully(file, record.fill(0), lastRecordOffset);
    }
    await file.datasync();`,
  },
  {
    name: 'transaction-parked-and-forgotten',
    file: 'src/sync/pushTransactions.ts',
    find: 'const batch = contiguous(waiting, acknowledgedSequence + 1);',
    replace:
      'const batch = contiguous(waiting.filter((one) => one.body.sequence % 5 !== 0), acknowledgedSequence + 1);',
  },
  {
    name: 'parked-sale-told-to-nobody',
    file: 'src/ledger/posting/planBatch.ts',
    find: `this.parked.add(transactionId);
    this.exceptions.push({`,
    replace: `this.parked.add(transactionId);
    void ({`,
  },
  {
    name: 'debt-not-told-to-tills',
    file: 'src/ledger/pull/shownBalance.ts',
    find: 'm.active_points - m.overdraft_points + coalesce(own.points, 0)',
    replace: 'm.active_points + coalesce(own.points, 0)',
  },
  {
    name: 'leased-points-free-for-others',
    file: 'src/ledger/leases/grantLease.ts',
    find: 'book.hold(draft, points);',
    replace: 'book.hold(draft, points - 100);',
  },
  {
    name: 'lease-not-captured',
    file: 'src/ledger/posting/captureLeases.ts',
    find: 'SET spent_points = l.spent_points + s.points',
    replace: 'SET spent_points = l.spent_points',
  },
  {
    name: 'restored-disk-not-recognised',
    file: 'src/main/journal/journal.ts',
    find: 'core.stopped ??= stoppedByWitness(witness, head, core.head);',
    replace: 'void stoppedByWitness(witness, head, core.head);',
  },
  {
    name: 'old-sale-judged-by-new-rules',
    file: 'src/ledger/posting/readProgrammes.ts',
    find: 'SELECT document FROM programme',
    replace: `SELECT document || jsonb_build_object('earning',
              (SELECT document -> 'earning' FROM programme ORDER BY version DESC LIMIT 1)) AS document FROM programme`,
  },
  {
    name: 'lease-taken-back-before-its-sales-came',
    mode: 'allotment',
    file: 'src/ledger/leases/exchangeLeases.ts',
    find: 'terminal.last_sequence === request.lastSequence',
    replace: 'terminal.last_sequence <= request.lastSequence',
  },
  {
    name: 'merge-leaves-leases-behind',
    mode: 'allotment',
    file: 'src/ledger/merge/mergeMembers.ts',
    find: 'DELETE FROM lease WHERE member_id = $2 AND ended_at IS NULL',
    replace: 'DELETE FROM lease WHERE member_id = $2 AND false',
  },
  {
    name: 'last-expiring-spent-first',
    file: 'src/ledger/lots/lot.ts',
    find: '(left.expiresAtMs ?? Infinity) - (right.expiresAtMs ?? Infinity) ||',
    replace: '(right.expiresAtMs ?? 9e15) - (left.expiresAtMs ?? 9e15) ||',
  },
  {
    name: 'returned-points-become-a-new-lot',
    file: 'src/ledger/lots/memberBook.ts',
    find: 'const back = Math.min(left, restorable.get(lot.lotId) ?? 0);',
    replace: 'const back = Math.min(left, 0 * (restorable.get(lot.lotId) ?? 0));',
  },
  {
    name: 'spent-in-time-and-expired-since',
    file: 'src/ledger/lots/memberBook.ts',
    find: 'this.#reinstate(draft, short, soldAt)',
    replace: 'this.#reinstate(draft, 0 * short, soldAt)',
  },
];
