import { Button, Drawer } from '@mantine/core';
import { useRef, useState, type ReactElement } from 'react';
import { useTerminal } from '../../app/terminalContext.tsx';
import { useTopmostEscape } from '../../ui/useTopmostEscape.ts';
import { Barcode } from './Barcode.tsx';
import { useDemonstration } from './useDemonstration.ts';
import './demonstration.css';

/** Demonstration only: cards and products as barcodes, to be scanned off the screen or presented by the simulated reader. */
export function DemonstrationDrawer({ onClose }: { readonly onClose: () => void }): ReactElement {
  const demonstration = useDemonstration();
  const { bridge } = useTerminal();
  const [problem, setProblem] = useState<string | null>(null);

  const inside = useRef<HTMLDivElement>(null);
  useTopmostEscape(inside, onClose);

  async function present(number: string): Promise<void> {
    const answer = await bridge.request('devices.simulate', { number });
    setProblem(answer.ok ? null : answer.error.message);
  }

  const cards = demonstration?.cards ?? [];
  const products = demonstration?.products ?? [];
  return (
    <Drawer
      opened
      onClose={onClose}
      title="Demonstration"
      size="36rem"
      position="left"
      lockScroll={false}
      closeOnEscape={false}
      transitionProps={{ duration: 0 }}
      overlayProps={{ backgroundOpacity: 0.25 }}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className="stack" ref={inside}>
        <p className="message message-warning small">
          Invented members and products. Scan a barcode off the screen, or press “Present” to let
          the simulated reader read it.
        </p>
        {problem !== null && (
          <p className="message message-refused small" role="alert">
            {problem}
          </p>
        )}
        <h3>Members’ cards</h3>
        <ul className="demo-grid" aria-label="Demonstration cards">
          {cards.map(({ number, displayName, tierName }) => (
            <Tile
              key={number}
              number={number}
              title={displayName}
              detail={tierName}
              onPresent={() => void present(number)}
            />
          ))}
        </ul>
        <h3>Products</h3>
        <ul className="demo-grid" aria-label="Demonstration products">
          {products.map(({ gtin, name }) => (
            <Tile
              key={gtin}
              number={gtin}
              title={name}
              detail=""
              onPresent={() => void present(gtin)}
            />
          ))}
        </ul>
      </div>
    </Drawer>
  );
}

function Tile(props: {
  readonly number: string;
  readonly title: string;
  readonly detail: string;
  readonly onPresent: () => void;
}): ReactElement {
  const { number, title, detail, onPresent } = props;
  return (
    <li className="demo-tile">
      <Barcode number={number} label={`Barcode of ${title}`} />
      <div className="demo-words">
        <strong className="clip">{title}</strong>
        {detail !== '' && <span className="soft small">{detail}</span>}
      </div>
      <Button variant="default" fullWidth aria-label={`Present ${title}`} onClick={onPresent}>
        Present
      </Button>
    </li>
  );
}
