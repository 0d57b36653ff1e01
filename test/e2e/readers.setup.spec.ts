import { readFile, writeFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import { profileLayout } from '../../src/main/profile/profileLayout.ts';
import { em4100Frame } from '../support/readerFrames.ts';
import { startSerialPair } from '../support/socat.ts';
import { emulatedScannerName } from '../support/umockdev.ts';
import { cardOf, operators } from './demoGoods.ts';
import { BROWSER_HOST_ONLY } from './hostOption.ts';
import { test } from './fixture.ts';
import { look } from './look.ts';
import { scanByKeyboard } from './scanByKeyboard.ts';
import { SetupScreen } from './setupScreen.ts';
import { leavingsOf, tracesOf } from './traceSearch.ts';

/** A published test number of a payment card network. */
const PAYMENT_CARD = '4111111111111111';

test.describe('with a USB scanner', () => {
  test.use({ usbScanner: true });

  test('a USB scanner shows with make and model, and what it reads is shown instead of sold', async ({
    world,
    till,
    page,
  }) => {
    const setup = new SetupScreen(page);
    const card = cardOf(0);
    await till.open(await world.startHost());
    await till.signOn(operators.manager);
    await till.readerReady();
    await setup.open();
    if (process.platform === 'linux') {
      const row = setup.reader(emulatedScannerName);
      await expect(row).toContainText('Barcode scanner · USB');
      await expect(row).toContainText('Ready');
    }
    await till.reader.scan(page, card);
    await expect(setup.reads).toHaveCount(1);
    await expect(setup.reads.first()).toContainText(`Loyalty card •••• ${card.number.slice(-4)}`);
    await expect(setup.reads.first()).toContainText('EAN-13 starting with 29');
    await expect(page.locator('body')).not.toContainText(card.number);
    await setup.close();
    await expect(till.member.getByRole('heading', { name: card.title })).toHaveCount(0);
    await till.scanCard(card);
  });
});

test(
  'a serial reader is found by trying, survives a restart, identifies a member, and can be removed',
  { tag: BROWSER_HOST_ONLY },
  async ({ world, till, page, picture }) => {
    const setup = new SetupScreen(page);
    const [setUpWith, sold] = [cardOf(3), cardOf(4)];
    const pair = await startSerialPair(world.folder);
    try {
      await till.open(await world.startHost());
      await till.signOn(operators.manager);
      await setup.open();
      await setup.choosePort('Serial reader', pair.hostPath);
      await expect(setup.guide).toContainText(/Listening at .* bit\/s/);
      await picture('serial-listen');
      await setup.presentThreeTimes(() => pair.write(`${setUpWith.number}\r\n`));
      await expect(setup.guide).toContainText('each read ended by CR LF');
      await picture('serial-found');
      await setup.save();

      const row = setup.reader(pair.hostPath);
      await expect(row).toContainText('Ready');
      await pair.write(`${setUpWith.number}\r\n`);
      await expect(setup.reads.first()).toContainText('Loyalty card');
      await pair.write(`${PAYMENT_CARD}\r\n`);
      await expect(setup.reads.first()).toContainText('Payment card refused');
      await expect(page.locator('body')).not.toContainText(PAYMENT_CARD);

      await picture('serial-ready');
      await world.killHost();
      await world.startHost();
      await expect(page.getByRole('alertdialog')).toHaveCount(0, { timeout: 30_000 });
      await expect(row).toContainText('Ready');
      await setup.close();
      // A read in the instant of closing is still the set-up's: whoever sees the till scans again.
      await expect(async () => {
        await pair.write(`${sold.number}\r\n`);
        const member = till.member.getByRole('heading', { name: sold.title });
        await expect(member).toBeVisible({ timeout: 3000 });
      }).toPass({ timeout: 20_000 });

      await setup.open();
      await page.getByRole('button', { name: /^Remove Serial reader/ }).click();
      await expect(row).toHaveCount(0);
      await page.getByRole('button', { name: 'Undo' }).click();
      await expect(row).toContainText('Ready');
    } finally {
      await pair.unplug();
    }
    await expect(setup.reader(pair.hostPath)).toContainText(
      /Unplugged.*(Check its cable|Plug the reader in)/,
    );
    await picture('serial-unplugged');

    const output = world.hostOutput();
    await world.stopHost();
    for (const number of [PAYMENT_CARD, setUpWith.number, sold.number]) {
      expect(output).not.toContain(number);
      const traces = tracesOf(number, leavingsOf(world.profile));
      expect(traces.filter((name) => !name.endsWith('demonstration.json'))).toEqual([]);
    }
  },
);

test('the checksum of an RFID reader is learned, and its chips become cards by the format that is offered', async ({
  world,
  till,
  page,
}) => {
  const setup = new SetupScreen(page);
  const frame = em4100Frame(Uint8Array.of(0x01, 0x02, 0x34, 0x56, 0x78));
  const pair = await startSerialPair(world.folder);
  try {
    await till.open(await world.startHost());
    await till.signOn(operators.manager);
    await setup.open();
    await setup.choosePort('RFID or NFC reader', pair.hostPath);
    await setup.presentThreeTimes(() => pair.write(frame));
    await expect(setup.guide).toContainText('RFID frames, XOR checksum');
    await setup.save();
    await expect(setup.reader(pair.hostPath)).toContainText(/RFID reader .*Ready/);

    await pair.write(frame);
    await expect(setup.reads.first()).toContainText('Unknown card');
    await page.getByRole('button', { name: 'Try this format' }).click();
    const latest = await setup.reads.count();
    await expect(async () => {
      await pair.write(frame);
      await expect(setup.reads).toHaveCount(latest + 1, { timeout: 2_000 });
    }).toPass();
    await expect(page.getByTestId('format-verdict')).toContainText('matches');
    await page.getByRole('button', { name: 'Add this card format' }).click();
    await expect(page.getByRole('list', { name: 'Card formats' })).toContainText(
      'EM4100 of 24 bits',
    );
  } finally {
    await pair.unplug();
  }
});

test('a port that cannot be opened is told with what to do', async ({
  world,
  till,
  page,
  picture,
}) => {
  const setup = new SetupScreen(page);
  await till.open(await world.startHost());
  await till.signOn(operators.manager);
  await setup.open();
  await setup.choosePort('RFID or NFC reader', '/dev/ttyNowhere');
  await expect(setup.guide.getByRole('alert')).toContainText('/dev/ttyNowhere');
  await picture('failed');
  await setup.guide.getByRole('button', { name: 'Start again' }).click();
  await expect(setup.guide.getByRole('button', { name: 'Look again' })).toBeVisible();
  await setup.guide.getByRole('button', { name: 'Cancel' }).click();
  await expect(setup.guide).toHaveCount(0);
});

test('the prefix of a keyboard reader is learned from three scans and taken off at the till', async ({
  world,
  till,
  page,
}) => {
  const setup = new SetupScreen(page);
  const card = cardOf(5);
  const scan = (): Promise<void> => scanByKeyboard(page, `Q7${card.number}`);
  await till.open(await world.startHost());
  await till.signOn(operators.manager);
  await setup.open();
  await page.getByRole('button', { name: /^Keyboard reader/ }).click();
  await setup.presentThreeTimes(scan);
  await expect(setup.guide).toContainText('prefix "Q7"');
  await setup.save();
  await expect(setup.reader('Keyboard readers')).toContainText('prefix "Q7"');
  await setup.close();
  await scan();
  await expect(till.member.getByRole('heading', { name: card.title })).toBeVisible();
});

test('a card format is tried on cards before it is added; a typed payment number is refused', async ({
  world,
  till,
  page,
}) => {
  const setup = new SetupScreen(page);
  await till.open(await world.startHost());
  await till.signOn(operators.manager);
  await setup.open();
  await page.getByText('Card formats', { exact: true }).click();
  const formats = page.getByRole('list', { name: 'Card formats' });
  await expect(formats).toContainText('EAN-13 starting with 29');

  const draft = page.getByRole('textbox', { name: 'Which cards are loyalty cards' });
  await draft.fill('EAN-13 starting with 291');
  await expect(page.getByTestId('conflicts')).toContainText('take the same cards');
  await draft.fill('number of 10 characters starting with 77');

  const number = page.getByRole('textbox', { name: /present a card, or type its number/ });
  const verdict = page.getByTestId('format-verdict');
  await number.fill('7712345678');
  await number.press('Enter');
  await expect(verdict).toContainText('It matches.');
  await number.fill('7812345678');
  await number.press('Enter');
  await expect(verdict).toContainText('does not start with 77');
  await number.fill(PAYMENT_CARD);
  await number.press('Enter');
  await expect(verdict).toContainText('payment card');
  await expect(number).toHaveValue('');
  await scanByKeyboard(page, '7712345678');
  await expect(verdict).toContainText('•••• 5678 matches');

  await page.getByRole('button', { name: 'Add this card format' }).click();
  await expect(formats.getByRole('listitem')).toHaveCount(2);
  await page.getByRole('button', { name: /^Remove number of 10/ }).click();
  await expect(formats.getByRole('listitem')).toHaveCount(1);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(formats.getByRole('listitem')).toHaveCount(2);
});

test(
  'outside the demonstration there is no simulated reader, and the screen says how to get a real one',
  { tag: BROWSER_HOST_ONLY },
  async ({ world, till, page, picture }) => {
    const setup = new SetupScreen(page);
    await world.startHost();
    await world.stopHost();
    const { enrolmentFile } = profileLayout(world.profile);
    const record = await readFile(enrolmentFile, 'utf8');
    await writeFile(enrolmentFile, record.replace(/("demonstration":\s*)true/, '$1false'));
    await till.open(await world.startHost());
    await till.signOn(operators.manager);
    await expect(page.getByTestId('reader-state')).toHaveText('No reader');
    await setup.open();
    await expect(page.getByTestId('no-reader')).toContainText('Plug in a USB scanner');
    await expect(page.getByText(/simulated/i)).toHaveCount(0);
    await picture('no-reader');
  },
);

test('a cashier sees the readers and cannot set them up', async ({ world, till, page }) => {
  await till.open(await world.startHost());
  await till.signOn(operators.cashier);
  await page.getByTestId('reader-state').click();
  await expect(page.getByRole('dialog')).toContainText('A manager can set readers up');
  await expect(page.getByRole('button', { name: 'Set up readers' })).toHaveCount(0);
});

test(
  'the screen fits, and nobody is kept out of it',
  { tag: BROWSER_HOST_ONLY },
  async ({ world, till, page, picture }) => {
    const setup = new SetupScreen(page);
    const lookAt = (name: string): Promise<void> => look(page, picture, name);
    await till.open(await world.startHost());
    await till.signOn(operators.manager);
    await setup.open();
    await lookAt('empty');
    await till.reader.scan(page, cardOf(0));
    for (const typed of ['9988776655', PAYMENT_CARD, '4006381333931', 'NOTACARD-']) {
      await scanByKeyboard(page, typed);
    }
    await expect(setup.reads).toHaveCount(5);
    await lookAt('reads');
    await page.getByRole('button', { name: 'Try this format' }).first().click();
    await scanByKeyboard(page, '9988776655');
    await expect(page.getByTestId('format-verdict')).toBeVisible();
    await lookAt('formats');
    await page.getByText('Scale labels', { exact: true }).click();
    await page.getByRole('button', { name: /^weight starting with/ }).click();
    await page.getByRole('button', { name: 'Add this rule' }).click();
    await lookAt('scales');
    await page.getByText('Readers', { exact: true }).click();
    await page.getByRole('button', { name: /^Keyboard reader/ }).click();
    await lookAt('guide');
    await setup.guide.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: /^Serial reader/ }).click();
    await setup.guide.getByText('names data bits or flow control').click();
    await expect(setup.guide.getByLabel('Flow control')).toBeVisible();
    await lookAt('line');
  },
);
