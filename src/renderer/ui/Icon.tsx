import type { ReactElement } from 'react';

const PATHS = {
  card: 'M3 6.5A1.5 1.5 0 0 1 4.5 5h15A1.5 1.5 0 0 1 21 6.5v11a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 17.5zM3 10h18M7 15h4',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5 20 20',
  minus: 'M6 12h12',
  plus: 'M6 12h12M12 6v12',
  pencil: 'M5 19l1-4L16 5l3 3L9 18zM14 7l3 3',
  trash: 'M5 7h14M10 7V5h4v2M7 7l1 12h8l1-12M10.5 10.5v5M13.5 10.5v5',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  close: 'm6 6 12 12M18 6 6 18',
  settings:
    'M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.1 2.1M16.3 16.3l2.1 2.1M5.6 18.4l2.1-2.1M16.3 7.7l2.1-2.1',
  list: 'M4 6h16M4 12h16M4 18h16',
  barcode: 'M4 6v12M7 6v12M10 6v12M13.5 6v12M17 6v12M20 6v12',
  signOff: 'M14 5H6v14h8M11 12h9M17 9l3 3-3 3',
  warning: 'M12 4 2.8 19.5h18.4zM12 10v4.5M12 17v.5',
  receipt: 'M6 3v18l2.5-1.5L11 21l2-1.5 2.5 1.5 2.5-1.5V3l-2.5 1.5L13 3l-2 1.5L8.5 3zM9 9h6M9 13h6',
  basket: 'M4 9h16l-1.5 10h-13zM8.5 9 11 4M15.5 9 13 4',
  undo: 'M8 6 4 10l4 4M4 10h9a5 5 0 0 1 0 10h-2',
} as const;

export type IconName = keyof typeof PATHS;

/** A line drawing of 24 units; decoration only, its button carries the name. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }): ReactElement {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden="true">
      <path
        d={PATHS[name]}
        stroke="currentColor"
        strokeWidth="1.75"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
