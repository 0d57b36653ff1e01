import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import { useTerminal } from '../../app/terminalContext.tsx';
import { ChainRulesNotes } from './ChainRulesNotes.tsx';
import { MAXIMUM_CARD_FORMATS } from './formatDraft.ts';
import { FormatEditor } from './FormatEditor.tsx';
import { RuleList } from './RuleList.tsx';

/** Which cards are loyalty cards here: the chain's formats and those of this terminal. */
export function CardFormats(props: {
  readonly draft: string;
  readonly onDraft: (text: string) => void;
}): ReactElement {
  const { chainRules, settings, readerSetup } = useTerminal();
  const own = useStore(settings, (state) => state.settings?.cardFormats) ?? [];
  const ofChain = useStore(chainRules, (state) => state.rules.cardFormats);
  const { removeCardFormat } = readerSetup.getState();
  return (
    <div className="devices-scroll stack">
      <RuleList
        label="Card formats"
        own={own}
        ofChain={ofChain}
        onRemove={(format) => void removeCardFormat(format)}
      />
      <ChainRulesNotes />
      {ofChain.length + own.length === 0 && (
        <p className="message message-warning">
          No card format is set up: no card is taken for a loyalty card. Add one below, or have the
          chain’s set at the ledger.
        </p>
      )}
      <FormatEditor
        draft={props.draft}
        onDraft={props.onDraft}
        inEffect={[...own, ...ofChain]}
        full={own.length >= MAXIMUM_CARD_FORMATS}
      />
    </div>
  );
}
