import { minorUnitsPerMajor } from '../../../domain/money.ts';
import { tierOf, type Programme } from '../../../domain/programme.ts';
import type { QuoteReason } from '../../../domain/quote.ts';
import { formatCount, formatMoney, formatPermille, formatPoints } from '../../ui/format.ts';

/** One reason of a quote in the cashier's words, e.g. "Gold ×1.5". */
export function reasonWording(
  reason: QuoteReason,
  programme: Programme,
  categoryNameOf: (categoryId: string) => string,
): string {
  const { currency } = programme;
  switch (reason.kind) {
    case 'base':
      return `${formatPoints(reason.pointsPerUnit)} per ${formatMoney(minorUnitsPerMajor(currency), currency).replace(/[.,]0+$/, '')}`;
    case 'tier':
      return `${tierOf(programme, reason.tierId).name} ${formatPermille(reason.multiplierPermille)}`;
    case 'categoryBonus':
      return `${categoryNameOf(reason.categoryId)} ${formatPermille(reason.multiplierPermille)}`;
    case 'excluded':
      return `No points on ${categoryNameOf(reason.categoryId)}`;
    case 'paidWithPoints':
      return `${formatMoney(reason.amountMinor, currency)} paid with points`;
  }
}

/** How a redemption pays, e.g. "100 points = €1.00". */
export function redemptionRateWording(programme: Programme): string {
  const { pointsPerStep, valueMinorPerStep } = programme.redemption;
  return `${formatCount(pointsPerStep)} points = ${formatMoney(valueMinorPerStep, programme.currency)}`;
}
