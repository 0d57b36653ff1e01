import type { ReactElement } from 'react';
import { receiptCode } from '../../../domain/receiptCode.ts';
import { receiptCodePath } from './receiptCodePath.ts';

/** Modules of white around the code (ISO/IEC 18004, 5.3.8). */
const QUIET = 4;
/** Pixels of a module: whole, so that no edge is blurred. */
const PIXELS_PER_MODULE = 2;

/** The code of a receipt, which a scanner reads off paper or screen to find the sale. */
export function ReceiptCode({ transactionId }: { readonly transactionId: string }): ReactElement {
  const drawing = receiptCodePath(receiptCode(transactionId));
  if (drawing === null) {
    return <></>;
  }
  const side = drawing.sideModules + 2 * QUIET;
  return (
    <svg
      className="receipt-code"
      role="img"
      aria-label="Code of this receipt, to be scanned for a return"
      data-testid="receipt-code"
      data-text={receiptCode(transactionId)}
      width={side * PIXELS_PER_MODULE}
      height={side * PIXELS_PER_MODULE}
      viewBox={`${-QUIET} ${-QUIET} ${side} ${side}`}
      shapeRendering="crispEdges"
    >
      <path d={drawing.path} fill="#000000" fillRule="evenodd" />
    </svg>
  );
}
