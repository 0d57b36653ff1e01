import { qrcode, type DrawingContext } from 'bwip-js/generic';

/** A QR code drawn in modules: an SVG path of its dark areas, to be filled by even and odd, and its side without quiet zone. */
export interface CodeDrawing {
  readonly path: string;
  readonly sideModules: number;
}

/** Draws `text` as a QR code (ISO/IEC 18004) with its usual error correction, M; null where it holds too much. */
export function receiptCodePath(text: string): CodeDrawing | null {
  try {
    return qrcode({ bcid: 'qrcode', text }, areaCollector());
  } catch {
    return null;
  }
}

/** A drawing of which only the dark areas are kept, one module a unit. */
function areaCollector(): DrawingContext<CodeDrawing> {
  let path = '';
  let sideModules = 0;
  return {
    scale: () => [1, 1],
    measure: () => ({ width: 0, ascent: 0, descent: 0 }),
    init: (width) => {
      sideModules = width;
    },
    line: () => undefined,
    polygon(points) {
      path += `M${points.map(([x, y]) => `${x} ${y}`).join('L')}z`;
    },
    hexagon: () => undefined,
    ellipse: () => undefined,
    fill: () => undefined,
    text: () => undefined,
    end: () => ({ path, sideModules }),
  };
}
