import { describe, expect, it } from 'vitest';
import { quoteSale } from '../../../../../src/domain/quote.ts';
import { transactionDraftSchema } from '../../../../../src/protocol/transaction.ts';
import { saleDraft } from '../../../../../src/renderer/features/approve/saleDraft.ts';
import {
  addLine,
  lineOfProduct,
} from '../../../../../src/renderer/features/basket/basketOperations.ts';
import { NO_CUSTOMER } from '../../../../../src/renderer/features/identify/customer.ts';
import type { BasketLine } from '../../../../../src/domain/basket.ts';
import { lamp, loaf, memberAtTill, programme } from '../../../../support/rendererHarness/till.ts';

function linesOf(...products: (typeof loaf)[]): readonly BasketLine[] {
  let lines: readonly BasketLine[] = [];
  for (const product of products) {
    const added = addLine(lines, lineOfProduct(product));
    lines = added.ok ? added.value : lines;
  }
  return lines;
}

const operatorId = 'O1';
const redemption = {
  points: 500,
  valueMinor: 500,
  authorisation: { kind: 'hold', holdId: '00000000-0000-7000-8000-000000000001' },
} as const;

describe('sale draft', () => {
  it('passes the schema by which the host and the ledger take it', () => {
    const customer = { kind: 'member', member: memberAtTill() } as const;
    const lines = linesOf(loaf, lamp);
    const draft = saleDraft({ programme, operatorId, lines, customer, redemption });
    expect(transactionDraftSchema.safeParse(draft).success).toBe(true);
  });

  it('carries the inputs from which the ledger computes the same points', () => {
    const customer = { kind: 'member', member: memberAtTill() } as const;
    const lines = linesOf(loaf, lamp);
    const draft = saleDraft({ programme, operatorId, lines, customer, redemption });
    const quote = quoteSale({
      programme,
      tierId: draft.tierId,
      lines: draft.lines,
      redemptionPoints: draft.redemption?.points ?? 0,
    });
    expect(draft.accrualPoints).toBe(quote.accrualPoints);
    expect(draft.totalMinor).toBe(3400);
    expect(draft.programmeVersion).toBe(3);
    expect(draft.tierId).toBe('gold');
  });

  it('numbers lines without gaps after one was removed', () => {
    const lines = linesOf(loaf, lamp, { ...loaf, productId: 'bun' }).filter(
      (line) => line.lineNumber !== 2,
    );
    const draft = saleDraft({
      programme,
      operatorId,
      lines,
      customer: NO_CUSTOMER,
      redemption: null,
    });
    expect(draft.lines.map((line) => line.lineNumber)).toEqual([1, 2]);
  });

  it('earns nothing without a card', () => {
    const lines = linesOf(lamp);
    const draft = saleDraft({
      programme,
      operatorId,
      lines,
      customer: NO_CUSTOMER,
      redemption: null,
    });
    expect(draft.member).toBeNull();
    expect(draft.accrualPoints).toBe(0);
  });

  it('notes an unknown card, which earns by the first tier', () => {
    const cardToken = 'bb'.repeat(16);
    const customer = { kind: 'unknownCard', cardToken, cardLabel: '•••• 1' } as const;
    const draft = saleDraft({
      programme,
      operatorId,
      lines: linesOf(lamp),
      customer,
      redemption: null,
    });
    expect(draft.member).toEqual({ kind: 'unknownCard', cardToken });
    expect(draft.tierId).toBeNull();
    expect(draft.accrualPoints).toBe(300);
  });
});
