import { ean13, type DrawingContext } from 'bwip-js/generic';

/** An EAN-13 drawn in modules: an SVG path of its bars and the width with both quiet zones. */
export interface BarcodeDrawing {
  readonly path: string;
  readonly widthModules: number;
}

/** Quiet zones and symbol of EAN-13, in modules (GS1 General Specifications, section 5.2.3.4). */
const QUIET_LEFT = 11;
const SYMBOL = 95;
const QUIET_RIGHT = 7;

/** Draws the 13 digits of `number`, `heightModules` high; null where its check digit is wrong. */
export function barcodePath(number: string, heightModules: number): BarcodeDrawing | null {
  try {
    const path = ean13({ bcid: 'ean13', text: number }, barCollector(heightModules));
    return { path, widthModules: QUIET_LEFT + SYMBOL + QUIET_RIGHT };
  } catch {
    return null;
  }
}

/** A drawing of which only the bars are kept: vertical lines of one module a unit, given by centre and width. */
function barCollector(heightModules: number): DrawingContext<string> {
  let path = '';
  return {
    scale: () => [1, 1],
    measure: () => ({ width: 0, ascent: 0, descent: 0 }),
    init: () => undefined,
    line(x, _y0, _x1, _y1, width) {
      const left = QUIET_LEFT + x - Math.ceil(width / 2);
      path += `M${left} 0h${width}v${heightModules}h-${width}z`;
    },
    polygon: () => undefined,
    hexagon: () => undefined,
    ellipse: () => undefined,
    fill: () => undefined,
    text: () => undefined,
    end: () => path,
  };
}
