import { Button, TextInput } from '@mantine/core';
import { useMemo, type ReactElement } from 'react';
import { useStore } from 'zustand';
import { useTerminal } from '../../app/terminalContext.tsx';
import { formatDraft, MAXIMUM_CARD_FORMATS } from './formatDraft.ts';
import { FormatTest } from './FormatTest.tsx';

const LONGEST_FORMAT = 200;

const EXAMPLES = [
  'EAN-13 starting with 29',
  'GSRN starting with 4006381',
  'UID of 7 bytes',
  'number of 10 characters starting with K',
  'track 1 field 3 of 12 characters',
];

/** Writes one more card format, tries it on cards, and warns where a read could mean two things. */
export function FormatEditor(props: {
  readonly draft: string;
  readonly onDraft: (text: string) => void;
  readonly inEffect: readonly string[];
  readonly full: boolean;
}): ReactElement {
  const { draft: text, onDraft, inEffect, full } = props;
  const { readerSetup, settings, chainRules } = useTerminal();
  const own = useStore(settings, (state) => state.settings?.measureRules);
  const ofChain = useStore(chainRules, (state) => state.rules.measureRules);
  const measureRules = useMemo(() => [...(own ?? []), ...ofChain], [own, ofChain]);
  const draft = useMemo(
    () => formatDraft(text, inEffect, measureRules),
    [text, inEffect, measureRules],
  );
  const addable = draft.state === 'good' && draft.duplicate === null && !full;

  async function add(format: string): Promise<void> {
    if (await readerSetup.getState().addCardFormat(format)) {
      onDraft('');
    }
  }

  return (
    <div className="stack devices-editor">
      <h2 className="devices-subtitle">Add a card format to this terminal</h2>
      <TextInput
        label="Which cards are loyalty cards"
        placeholder="EAN-13 starting with 29"
        autoComplete="off"
        spellCheck={false}
        value={text}
        maxLength={LONGEST_FORMAT}
        error={draft.state === 'wrong'}
        autoFocus={text !== ''}
        onChange={(event) => onDraft(event.currentTarget.value)}
      />
      {text === '' && (
        <ul className="devices-examples" aria-label="Examples">
          {EXAMPLES.map((example) => (
            <li key={example}>
              <button type="button" className="devices-example" onClick={() => onDraft(example)}>
                {example}
              </button>
            </li>
          ))}
        </ul>
      )}
      {draft.state === 'wrong' && (
        <p className="message message-warning small" role="status">
          {draft.message}
        </p>
      )}
      {draft.state === 'good' && draft.duplicate !== null && (
        <p className="message message-warning small" role="status">
          {draft.duplicate}
        </p>
      )}
      {draft.state === 'good' && draft.duplicate === null && draft.conflicts.length > 0 && (
        <ul className="message message-warning small" role="status" data-testid="conflicts">
          {draft.conflicts.map((conflict) => (
            <li key={conflict}>{conflict}</li>
          ))}
        </ul>
      )}
      {draft.state === 'good' && draft.broad && (
        <p className="soft small">
          Add what your cards start with, e.g. “starting with 29”: without it every number of this
          kind is taken for a card.
        </p>
      )}
      {full && (
        <p className="soft small">
          {MAXIMUM_CARD_FORMATS} card formats are set up, the most there can be. Remove one.
        </p>
      )}
      {draft.state === 'good' && (
        <>
          <FormatTest pattern={draft.pattern} key={draft.text} />
          <Button disabled={!addable} onClick={() => void add(draft.text)}>
            {draft.conflicts.length > 0 ? 'Add it all the same' : 'Add this card format'}
          </Button>
        </>
      )}
    </div>
  );
}
