import { expect } from '@playwright/test';
import { cardOf } from './demoGoods.ts';
import { BROWSER_HOST_ONLY } from './hostOption.ts';
import { test } from './fixture.ts';
import { paymentTracks, publishedPaymentNumber } from './paymentCards.ts';
import { PhysicalKeyboard } from './physicalKeys.ts';

test(
  'a scan at a terminal that is not enrolled stays in no field, and the till says what to do',
  { tag: BROWSER_HOST_ONLY },
  async ({ world, till, page }) => {
    const keyboard = new PhysicalKeyboard(page);
    const { track1, track2 } = paymentTracks(publishedPaymentNumber(0));
    await till.show(await world.startHost('notEnrolled'));
    for (const name of ['Address of the ledger', 'One-time code']) {
      const field = page.getByRole('textbox', { name });
      await field.focus();
      await keyboard.type('ab', [120]);
      for (const scan of [cardOf(0).number, `${track1}${track2}`]) {
        await keyboard.scan(scan);
        await expect(page.getByRole('alert')).toContainText('Cards are read once');
        await expect(field).toHaveValue('ab');
      }
    }
  },
);
