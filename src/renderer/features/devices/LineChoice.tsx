import { NativeSelect } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import type { SerialLineSetting } from '../../../ipc/channels/settings.ts';
import { chosenLine, FLOW_CONTROLS, FOUND_OUT, LINE_CHOICES } from './lineWording.ts';

/** For a reader whose manual names its line; most need nothing of it. Tells null while all of it is to be found out. */
export function LineChoice(props: {
  readonly onChange: (line: SerialLineSetting | null) => void;
}): ReactElement {
  const [bits, setBits] = useState(FOUND_OUT);
  const [flow, setFlow] = useState<SerialLineSetting['flowControl']>('none');
  function choose(nextBits: string, nextFlow: SerialLineSetting['flowControl']): void {
    setBits(nextBits);
    setFlow(nextFlow);
    props.onChange(chosenLine(nextBits, nextFlow));
  }
  return (
    <details className="devices-line">
      <summary className="soft small">The reader’s manual names data bits or flow control</summary>
      <div className="row">
        <NativeSelect
          className="grow"
          label="Data bits, parity, stop bits"
          value={bits}
          data={[{ value: FOUND_OUT, label: 'Found out' }, ...LINE_CHOICES]}
          onChange={(event) => choose(event.currentTarget.value, flow)}
        />
        <NativeSelect
          className="grow"
          label="Flow control"
          value={flow}
          data={Object.entries(FLOW_CONTROLS).map(([value, label]) => ({ value, label }))}
          onChange={(event) => choose(bits, flowControlOf(event.currentTarget.value))}
        />
      </div>
    </details>
  );
}

function flowControlOf(value: string): SerialLineSetting['flowControl'] {
  return value === 'rtscts' || value === 'xonxoff' ? value : 'none';
}
