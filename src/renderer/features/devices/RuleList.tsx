import { ActionIcon } from '@mantine/core';
import type { ReactElement } from 'react';
import { Icon } from '../../ui/Icon.tsx';

/** Rules of reads: those of this terminal, which win, can be removed; those of the chain are set at the ledger. */
export function RuleList(props: {
  readonly label: string;
  readonly own: readonly string[];
  readonly ofChain: readonly string[];
  readonly onRemove: (rule: string) => void;
}): ReactElement {
  const { label, own, ofChain, onRemove } = props;
  return (
    <ul className="devices-list" aria-label={label}>
      {own.map((rule) => (
        <li key={rule} className="devices-row">
          <strong className="grow">{rule}</strong>
          <span className="pill pill-accent">This terminal</span>
          <ActionIcon aria-label={`Remove ${rule}`} onClick={() => onRemove(rule)}>
            <Icon name="trash" />
          </ActionIcon>
        </li>
      ))}
      {ofChain.map((rule) => (
        <li key={`chain ${rule}`} className="devices-row">
          <strong className="grow">{rule}</strong>
          <span className="pill">Of the chain</span>
        </li>
      ))}
    </ul>
  );
}
