import { describe, expect, it } from 'vitest';
import { receiptCode } from '../../../../../src/domain/receiptCode.ts';
import { receiptCodePath } from '../../../../../src/renderer/features/receipt/receiptCodePath.ts';

const code = receiptCode('T0101:019abcde-0123-7456-89ab-cdef01234567');

/** Whether the module is dark: whether a ray from it crosses the outline an odd number of times. */
function isDark(path: string, column: number, row: number): boolean {
  const [x, y] = [column + 0.5, row + 0.5];
  let crossings = 0;
  for (const outline of path.split('z').filter((part) => part !== '')) {
    const points = outline
      .slice(1)
      .split('L')
      .map((pair) => pair.split(' ').map(Number));
    points.forEach(([fromX = 0, fromY = 0], index) => {
      const [toX = 0, toY = 0] = points[(index + 1) % points.length] ?? [];
      const upright = fromX === toX && fromX > x;
      crossings += upright && fromY > y !== toY > y ? 1 : 0;
    });
  }
  return crossings % 2 === 1;
}

describe('the drawing of a receipt’s code', () => {
  it('is a QR code that stands upright: three corners have finder patterns, the fourth has none', () => {
    const drawing = receiptCodePath(code);
    const side = drawing?.sideModules ?? 0;
    // Version 3: capital letters, digits and colons go in the alphanumeric mode (ISO/IEC 18004, 7.4.4).
    expect(side).toBe(29);
    const finder = (left: number, top: number) =>
      Array.from({ length: 7 }, (_, row) =>
        Array.from({ length: 7 }, (_, column) =>
          isDark(drawing?.path ?? '', left + column, top + row) ? '#' : '.',
        ).join(''),
      );
    const pattern = ['#######', '#.....#', '#.###.#', '#.###.#', '#.###.#', '#.....#', '#######'];
    expect(finder(0, 0)).toEqual(pattern);
    expect(finder(side - 7, 0)).toEqual(pattern);
    expect(finder(0, side - 7)).toEqual(pattern);
    expect(finder(side - 7, side - 7)).not.toEqual(pattern);
  });

  it('is none where a text holds too much', () => {
    expect(receiptCodePath('x'.repeat(9000))).toBeNull();
  });
});
