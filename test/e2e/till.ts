import { expect as patientExpect, type Locator, type Page } from '@playwright/test';
import type { Scannable } from './demoGoods.ts';
import type { Reader } from './readers.ts';
import type { OpenedTerminal } from './terminalProcess.ts';

/** Waits as long outside of Playwright's own runner as inside. */
const expect = patientExpect.configure({ timeout: 20_000 });

/** What the member's panel says, in points. */
export interface BalanceOnScreen {
  readonly confirmedPoints: number;
  readonly provisionalPoints: number;
}

/** The terminal as a cashier uses it: reads and clicks what is on the screen, nothing else. */
export class Till {
  readonly reader: Reader;
  #page: Page;

  constructor(page: Page, reader: Reader) {
    this.#page = page;
    this.reader = reader;
  }

  /** Where the terminal shows; the desktop application has a new one after each start. */
  get page(): Page {
    return this.#page;
  }

  /** Shows the terminal, whatever its screen says then. */
  async show(opened: OpenedTerminal): Promise<void> {
    if (typeof opened === 'string') {
      await this.#page.goto(opened);
    } else {
      this.#page = opened;
    }
  }

  /** Opens the terminal and waits for its operators. */
  async open(opened: OpenedTerminal): Promise<void> {
    await this.show(opened);
    await expect(this.page.getByText('Who is at the till?')).toBeVisible({ timeout: 60_000 });
    await expect(this.page.getByTestId('fill-progress')).toHaveCount(0);
  }

  async signOn(operator: { readonly displayName: string; readonly pin: string }): Promise<void> {
    await this.page.getByRole('button', { name: operator.displayName }).click();
    await this.enterPin(operator.pin);
    await expect(this.notice).toBeVisible();
  }

  /** Enters a PIN as soon as the terminal takes one. */
  async enterPin(pin: string): Promise<void> {
    await this.page.getByRole('textbox', { name: 'PIN' }).fill(pin);
    await expect(this.page.getByRole('button', { name: 'Sign on' })).toBeEnabled();
    await this.page.keyboard.press('Enter');
  }

  /** Waits until the terminal says that the reader is there. */
  async readerReady(): Promise<void> {
    await this.page.getByTestId('reader-state').click();
    const device = this.page.getByRole('listitem').filter({ hasText: this.reader.deviceName });
    await expect(device.getByText('Ready')).toBeVisible();
    await this.page.getByRole('button', { name: 'Close' }).click();
  }

  /** Waits until so many readers are ready, and none is not. */
  async readersReady(count: number): Promise<void> {
    await expect(this.page.getByTestId('reader-state')).toHaveText(`${count} readers ready`);
  }

  /** Scans the card of a member who is not on the screen yet, and waits for the member. */
  async scanCard(card: Scannable): Promise<void> {
    const name = this.member.getByRole('heading', { name: card.title });
    await expect(name).toHaveCount(0);
    await this.reader.scan(this.page, card);
    await expect(name).toBeVisible();
  }

  /** Scans a product and waits for its line. */
  async scanProduct(product: Scannable): Promise<void> {
    const lines = this.basket.getByRole('listitem');
    const before = await lines.count();
    await this.reader.scan(this.page, product);
    await expect(lines).toHaveCount(before + 1);
    await expect(lines.last()).toContainText(product.title);
  }

  /** Redeems points; `words` is how the terminal says by what right. */
  async redeem(points: number, words: 'Held at the ledger' | 'Authorised offline'): Promise<void> {
    await this.page.getByRole('button', { name: 'Redeem another number of points' }).click();
    const dialog = this.page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Points to redeem' }).fill(String(points));
    await dialog.getByRole('button', { name: 'Redeem', exact: true }).click();
    await expect(this.page.getByTestId('redemption')).toContainText(words);
  }

  /** Approves the sale; gives the points that the receipt says were earned. */
  async approve(): Promise<number> {
    await this.page.keyboard.press('F9');
    await expect(this.page.getByTestId('receipt')).toBeVisible();
    const earned = this.page.getByTestId('receipt-earned');
    return (await earned.count()) === 0 ? 0 : numberIn(await earned.innerText());
  }

  async newSale(): Promise<void> {
    await this.page.keyboard.press('Enter');
    await expect(this.page.getByTestId('receipt')).toHaveCount(0);
  }

  /** The balance of the member on the screen. */
  async balance(): Promise<BalanceOnScreen> {
    const confirmed = this.page.getByTestId('balance-confirmed');
    const provisional = this.page.getByTestId('balance-provisional');
    await expect(confirmed).toBeVisible();
    return {
      confirmedPoints: Number(await confirmed.getAttribute('data-points')),
      provisionalPoints:
        (await provisional.count()) === 0
          ? 0
          : Number(await provisional.getAttribute('data-points')),
    };
  }

  async expectBalance(balance: BalanceOnScreen): Promise<void> {
    await expect.poll(() => this.balance()).toEqual(balance);
  }

  /** Waits until the terminal says that it is connected, or that it is not. */
  async expectConnection(status: 'online' | 'offline'): Promise<void> {
    const state = this.page.getByTestId('connection-state');
    await expect(state).toHaveAttribute('data-status', status, { timeout: 30_000 });
  }

  /** Waits until so many sales wait to be sent. */
  async expectPending(count: number): Promise<void> {
    const pending = this.page.getByTestId('pending-count');
    await expect(pending).toHaveAttribute('data-count', String(count), { timeout: 30_000 });
  }

  get member(): Locator {
    return this.page.getByRole('region', { name: 'Member', exact: true });
  }

  get basket(): Locator {
    return this.page.getByRole('list', { name: 'Basket' });
  }

  get notice(): Locator {
    return this.page.getByTestId('scan-message');
  }
}

/** The number that a text of the screen shows, whatever groups its digits. */
function numberIn(text: string): number {
  return Number(text.replace(/−/g, '-').replace(/[^0-9-]/g, ''));
}
