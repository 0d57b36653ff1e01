import { ActionIcon, Button, TextInput } from '@mantine/core';
import { useMemo, useState, type ReactElement } from 'react';
import { useStore } from 'zustand';
import { useTerminal } from '../../app/terminalContext.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { MAXIMUM_MEASURE_RULES, measureRuleDraft } from './measureRuleDraft.ts';

const LONGEST_RULE = 100;

const EXAMPLES = [
  'price starting with 23, 5 item digits, 2 decimals',
  'weight starting with 21, 5 item digits, 3 decimals',
  'price starting with 02, 5 item digits, 1 verifier digit, 2 decimals',
];

/** How the shop's scales print price and weight into EANs: the rules of this terminal, and one more. */
export function MeasureRules(): ReactElement {
  const { enrolment, settings, readerSetup } = useTerminal();
  const kept = useStore(settings, (state) => state.settings);
  const rules = useMemo(() => kept?.measureRules ?? [], [kept]);
  const cardFormats = useMemo(
    () => [...enrolment.cardFormats, ...(kept?.cardFormats ?? [])],
    [enrolment, kept],
  );
  const [text, setText] = useState('');
  const draft = useMemo(
    () => measureRuleDraft(text, rules, cardFormats),
    [text, rules, cardFormats],
  );
  const { addMeasureRule, removeMeasureRule } = readerSetup.getState();
  const full = rules.length >= MAXIMUM_MEASURE_RULES;

  async function add(rule: string): Promise<void> {
    if (await addMeasureRule(rule)) {
      setText('');
    }
  }

  return (
    <div className="devices-scroll stack">
      {rules.length > 0 && (
        <ul className="devices-list" aria-label="Rules for scale labels">
          {rules.map((rule) => (
            <li key={rule} className="devices-row">
              <strong className="grow">{rule}</strong>
              <ActionIcon
                aria-label={`Remove ${rule}`}
                onClick={() => void removeMeasureRule(rule)}
              >
                <Icon name="trash" />
              </ActionIcon>
            </li>
          ))}
        </ul>
      )}
      <p className="soft small">
        Scales print price or weight into the barcode. The product is looked up by its item number
        with zeros in place of the measure; prices are in the chain’s currency, weights in kilograms
        of a product priced by the kilogram.
      </p>
      <div className="stack devices-editor">
        <h2 className="devices-subtitle">Add a rule to this terminal</h2>
        <TextInput
          label="What the barcode holds"
          placeholder={EXAMPLES[0] ?? ''}
          autoComplete="off"
          spellCheck={false}
          value={text}
          maxLength={LONGEST_RULE}
          error={draft.state === 'wrong'}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {text === '' && (
          <ul className="devices-examples" aria-label="Examples">
            {EXAMPLES.map((example) => (
              <li key={example}>
                <button type="button" className="devices-example" onClick={() => setText(example)}>
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
        {full && (
          <p className="soft small">
            {MAXIMUM_MEASURE_RULES} rules are set up, the most there can be. Remove one.
          </p>
        )}
        {draft.state === 'good' && (
          <Button disabled={full} onClick={() => void add(draft.text)}>
            Add this rule
          </Button>
        )}
      </div>
    </div>
  );
}
