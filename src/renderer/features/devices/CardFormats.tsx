import { ActionIcon } from '@mantine/core';
import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import { useTerminal } from '../../app/terminalContext.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { MAXIMUM_CARD_FORMATS } from './formatDraft.ts';
import { FormatEditor } from './FormatEditor.tsx';

/** Which cards are loyalty cards here: the chain's formats and those of this terminal. */
export function CardFormats(props: {
  readonly draft: string;
  readonly onDraft: (text: string) => void;
}): ReactElement {
  const { enrolment, settings, readerSetup } = useTerminal();
  const own = useStore(settings, (state) => state.settings?.cardFormats) ?? [];
  const { removeCardFormat } = readerSetup.getState();
  return (
    <div className="devices-scroll stack">
      <ul className="devices-list" aria-label="Card formats">
        {enrolment.cardFormats.map((format) => (
          <li key={`chain ${format}`} className="devices-row">
            <strong className="grow">{format}</strong>
            <span className="pill">Of the chain</span>
          </li>
        ))}
        {own.map((format) => (
          <li key={format} className="devices-row">
            <strong className="grow">{format}</strong>
            <span className="pill pill-accent">This terminal</span>
            <ActionIcon
              aria-label={`Remove ${format}`}
              onClick={() => void removeCardFormat(format)}
            >
              <Icon name="trash" />
            </ActionIcon>
          </li>
        ))}
      </ul>
      {enrolment.cardFormats.length + own.length === 0 && (
        <p className="message message-warning">
          No card format is set up: no card is taken for a loyalty card. Add one below, or have the
          chain’s set at the ledger.
        </p>
      )}
      <FormatEditor
        draft={props.draft}
        onDraft={props.onDraft}
        inEffect={[...enrolment.cardFormats, ...own]}
        full={own.length >= MAXIMUM_CARD_FORMATS}
      />
    </div>
  );
}
