import { ActionIcon, Button, NumberInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { Icon } from '../../ui/Icon.tsx';

/** A line of the receipt as it is keyed; `key` tells rows apart. */
export interface KeyedLine {
  readonly key: number;
  readonly lineNumber: number;
  readonly quantity: number;
}

/** The most lines that one return by hand has. */
const MAXIMUM_LINES = 50;

/** Says which lines of a receipt come back, and how much of each. */
export function UnknownLines(props: {
  readonly lines: readonly KeyedLine[];
  readonly onChange: (lines: readonly KeyedLine[]) => void;
}): ReactElement {
  const { lines, onChange } = props;
  const change = (key: number, changed: Partial<KeyedLine>) =>
    onChange(lines.map((line) => (line.key === key ? { ...line, ...changed } : line)));

  function add(): void {
    const lineNumber = Math.min(200, Math.max(...lines.map((line) => line.lineNumber)) + 1);
    const key = Math.max(...lines.map((line) => line.key)) + 1;
    onChange([...lines, { key, lineNumber, quantity: 1 }]);
  }

  return (
    <fieldset className="stack returns-keyed">
      <legend className="hidden-label">What comes back</legend>
      <div className="row small soft" aria-hidden="true">
        <span className="returns-keyed-field">Line on the receipt</span>
        <span className="returns-keyed-field">Pieces</span>
      </div>
      {lines.map((line, index) => (
        <div key={line.key} className="row">
          <NumberInput
            className="returns-keyed-field"
            aria-label="Line on the receipt"
            min={1}
            max={200}
            allowDecimal={false}
            autoFocus={index > 0}
            value={line.lineNumber}
            onChange={(value) => change(line.key, { lineNumber: Number(value) || 1 })}
          />
          <NumberInput
            className="returns-keyed-field"
            aria-label="Pieces"
            min={1}
            max={9999}
            allowDecimal={false}
            value={line.quantity}
            onChange={(value) => change(line.key, { quantity: Number(value) || 1 })}
          />
          {lines.length > 1 && (
            <ActionIcon
              aria-label={`Remove line ${line.lineNumber}`}
              onClick={() => onChange(lines.filter(({ key }) => key !== line.key))}
            >
              <Icon name="trash" />
            </ActionIcon>
          )}
        </div>
      ))}
      <Button
        variant="default"
        className="returns-keyed-add"
        leftSection={<Icon name="plus" />}
        disabled={lines.length >= MAXIMUM_LINES}
        onClick={add}
      >
        Another line
      </Button>
    </fieldset>
  );
}
