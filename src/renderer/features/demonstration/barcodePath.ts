import { raw } from 'bwip-js/browser';

/** An EAN-13 drawn in modules: an SVG path of its bars and the width with both quiet zones. */
export interface BarcodeDrawing {
  readonly path: string;
  readonly widthModules: number;
}

/** Quiet zones of EAN-13, in modules (GS1 General Specifications, section 5.2.3.4). */
const QUIET_LEFT = 11;
const QUIET_RIGHT = 7;

/** Draws the 13 digits of `number`, `heightModules` high; null where its check digit is wrong. */
export function barcodePath(number: string, heightModules: number): BarcodeDrawing | null {
  const widths = barWidths(number);
  if (widths === null) {
    return null;
  }
  let x = QUIET_LEFT;
  let path = '';
  widths.forEach((width, index) => {
    if (index % 2 === 0) {
      path += `M${x} 0h${width}v${heightModules}h-${width}z`;
    }
    x += width;
  });
  return { path, widthModules: x + QUIET_RIGHT };
}

/** Widths of bars and spaces in turn, a bar first. */
function barWidths(number: string): readonly number[] | null {
  try {
    const [symbol] = raw('ean13', number, '');
    return symbol !== undefined && 'sbs' in symbol ? symbol.sbs : null;
  } catch {
    return null;
  }
}
