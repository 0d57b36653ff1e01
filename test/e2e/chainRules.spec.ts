import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { gs1CheckDigit } from '../../src/domain/identity/gs1CheckDigit.ts';
import { cardOf, CHAIN_MEMBERS, operators } from './demoGoods.ts';
import { test } from './fixture.ts';
import { BROWSER_HOST_ONLY } from './hostOption.ts';
import { linkCards } from './linkCards.ts';
import { look } from './look.ts';
import { scanByKeyboard } from './scanByKeyboard.ts';
import { SetupScreen } from './setupScreen.ts';

const newCard = `280000000001${gs1CheckDigit('280000000001')}`;

test(
  'a card format and a label of scales that the chain sets are read by a till that is open',
  { tag: BROWSER_HOST_ONLY },
  async ({ world, till, page, picture }) => {
    const { memberId, title } = cardOf(1);
    await world.stopLedger();
    await linkCards(world.ledgerFolder, CHAIN_MEMBERS, [
      { memberId, credential: { scheme: 'number', value: newCard } },
    ]);
    await world.startLedger();
    await till.open(await world.startHost());
    await till.signOn(operators.manager);
    await scanByKeyboard(page, newCard);
    await expect(till.notice).toContainText('not in the catalogue');

    const cards = 'EAN-13 starting with 29; EAN-13 starting with 28';
    const labels = 'weight starting with 21, 5 item digits, 3 decimals';
    await world.administer('formats', '--cards', cards, '--scale-labels', labels);
    const kept = join(world.profile, 'chain-rules.json');
    await expect
      .poll(() => readFile(kept, 'utf8').catch(() => ''), { timeout: 60_000 })
      .toContain('"prefix": "28"');
    await scanByKeyboard(page, newCard);
    await expect(till.member.getByRole('heading', { name: title })).toBeVisible();

    const setup = new SetupScreen(page);
    await setup.open();
    await page.getByText('Card formats', { exact: true }).click();
    const formats = page.getByRole('list', { name: 'Card formats' });
    await expect(formats.getByRole('listitem')).toHaveText([
      /starting with 29.*Of the chain/,
      /starting with 28.*Of the chain/,
    ]);
    await page
      .getByRole('textbox', { name: 'Which cards are loyalty cards' })
      .fill('number of 13 characters starting with 28');
    await page.getByRole('button', { name: 'Add it all the same' }).click();
    await expect(page.getByTestId('overruled')).toContainText('take the same cards');
    await expect(formats.getByRole('listitem').first()).toContainText('This terminal');
    await look(page, picture, 'formats');
    await page.getByText('Scale labels', { exact: true }).click();
    await expect(page.getByRole('list', { name: 'Rules for scale labels' })).toContainText(
      /weight starting with 21.*Of the chain/,
    );
  },
);
