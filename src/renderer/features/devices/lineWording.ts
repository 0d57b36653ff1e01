import type { SerialLineSetting } from '../../../ipc/channels/settings.ts';

/** What a line is set to before a person chooses: data bits, parity and stop bits are found out. */
export const FOUND_OUT = 'found out';

export const FLOW_CONTROLS: Readonly<Record<SerialLineSetting['flowControl'], string>> = {
  none: 'none',
  rtscts: 'RTS/CTS',
  xonxoff: 'XON/XOFF',
};

type LineBits = Omit<SerialLineSetting, 'flowControl'>;

const usual: LineBits = { dataBits: 8, parity: 'none', stopBits: 1 };

/** The lines that readers are set to, by the words of their manuals: data bits, parity and stop bits. */
const LINES: ReadonlyMap<string, LineBits> = new Map(
  [
    usual,
    { ...usual, parity: 'even' as const },
    { ...usual, parity: 'odd' as const },
    { ...usual, stopBits: 2 as const },
    ...(['even', 'odd', 'mark', 'space', 'none'] as const).flatMap((parity) =>
      ([1, 2] as const).map((stopBits) => ({ dataBits: 7 as const, parity, stopBits })),
    ),
  ].map((bits) => [bitsWords(bits), bits]),
);

/** The words of all lines that can be chosen, the usual one first. */
export const LINE_CHOICES: readonly string[] = [...LINES.keys()];

/** The line that a person chose by its words; null where all of it is to be found out. */
export function chosenLine(
  bits: string,
  flowControl: SerialLineSetting['flowControl'],
): SerialLineSetting | null {
  const chosen = LINES.get(bits);
  return chosen === undefined && flowControl === 'none'
    ? null
    : { ...(chosen ?? usual), flowControl };
}

/** What is unusual about a line, e.g. "7E1", "8N1 with RTS/CTS"; empty for 8N1 without flow control. */
export function unusualLineWords(line: SerialLineSetting): string {
  const bits = bitsWords(line);
  const flow = line.flowControl === 'none' ? '' : ` with ${FLOW_CONTROLS[line.flowControl]}`;
  return `${bits}${flow}` === bitsWords(usual) ? '' : `${bits}${flow}`;
}

function bitsWords({ dataBits, parity, stopBits }: LineBits): string {
  return `${dataBits}${parity.charAt(0).toUpperCase()}${stopBits}`;
}
