import type { SealedTransaction } from '../../src/domain/transaction.ts';
import type { JournalReport } from '../../src/main/journal/inspect/journalReport.ts';

/** A report for people, line by line. */
export function reportLines(directory: string, report: JournalReport): string[] {
  const { segments, signatures, mark, start, head } = report;
  const aside = segments.filter(({ setAside }) => setAside);
  const rows: [string, string][] = [
    ['segments', `${segments.length}${aside.length === 0 ? '' : `, ${aside.length} set aside`}`],
    ['transactions', `${report.transactions}, from ${start.sequence + 1} to ${head.sequence}`],
    ['signatures', signatureWords(signatures)],
    [
      'mark',
      mark === null
        ? 'none in the profile'
        : `transaction ${mark.sequence}, segment ${mark.lastSegment}; the ledger has confirmed up to ${mark.confirmedSequence}`,
    ],
  ];
  return [
    `Journal of terminal ${report.terminalId ?? '(unknown)'} in ${directory}`,
    ...rows.map(([name, value]) => `  ${name.padEnd(14)}${value}`),
    ...aside.map(({ name, transactions }) => `  set aside     ${name}: ${transactions} readable`),
    ...report.notes.map((note) => `  note          ${note}`),
    ...report.damage.map(({ segment, message }) => `  DAMAGE        ${segment}: ${message}`),
    report.ok
      ? 'In order.'
      : 'Damaged. Nothing was changed: export what can be read, and keep this folder as it is.',
  ];
}

/** What support may see of a transaction: not who it was for, nor what was bought. */
export function shownTransaction({ body, hash }: SealedTransaction) {
  const points =
    body.kind === 'sale'
      ? { earnedPoints: body.accrualPoints, redeemedPoints: body.redemption?.points ?? 0 }
      : {
          earnedPoints: -body.reversedAccrualPoints,
          redeemedPoints: -body.restoredRedemptionPoints,
        };
  return {
    sequence: body.sequence,
    kind: body.kind,
    occurredAt: body.occurredAt,
    businessDate: body.businessDate,
    member: body.member?.kind ?? 'none',
    lines: body.lines.length,
    amountMinor: body.kind === 'sale' ? body.totalMinor : -body.refundMinor,
    currency: body.currency,
    ...points,
    hash: hash.slice(0, 16),
  };
}

/** One transaction on a line. */
export function transactionLine(transaction: SealedTransaction): string {
  const shown = shownTransaction(transaction);
  return [
    String(shown.sequence).padStart(8),
    shown.occurredAt,
    shown.businessDate,
    shown.kind.padEnd(6),
    shown.member.padEnd(11),
    `${String(shown.lines).padStart(3)} lines`,
    `${String(shown.amountMinor).padStart(10)} ${shown.currency}`,
    `earned ${shown.earnedPoints}`,
    `redeemed ${shown.redeemedPoints}`,
    shown.hash,
  ].join('  ');
}

function signatureWords(signatures: JournalReport['signatures']): string {
  if (signatures === null) {
    return 'not checked: no public key in the profile (give one with --public-key)';
  }
  const { checked, invalid, keyFrom } = signatures;
  return `${checked} checked with the key of the ${keyFrom}, ${invalid} wrong`;
}
