import { expect as patientExpect, type Locator, type Page } from '@playwright/test';

/** Waits as long outside of Playwright's own runner as inside. */
const expect = patientExpect.configure({ timeout: 20_000 });

/** The screen on which readers are set up, as a manager uses it. */
export class SetupScreen {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(): Promise<void> {
    await this.page.getByTestId('reader-state').click();
    await this.page.getByRole('button', { name: 'Set up readers' }).click();
    await expect(this.page.getByRole('heading', { name: 'Readers and cards' })).toBeVisible();
  }

  async close(): Promise<void> {
    await this.page.getByRole('button', { name: 'Back to the till' }).click();
  }

  /** The row of a reader. */
  reader(name: string): Locator {
    return this.page
      .getByRole('list', { name: 'Readers' })
      .getByRole('listitem')
      .filter({ hasText: name });
  }

  /** The reads on the screen, the latest first. */
  get reads(): Locator {
    return this.page.getByRole('list', { name: 'Last reads' }).getByRole('listitem');
  }

  get guide(): Locator {
    return this.page.getByRole('dialog');
  }

  /** Begins a guided set-up at the port of this name. */
  async choosePort(kind: 'Serial reader' | 'RFID or NFC reader', path: string): Promise<void> {
    await this.page.getByRole('button', { name: new RegExp(`^${kind}`) }).click();
    await this.guide.getByRole('textbox', { name: /name of a port/ }).fill(path);
    await this.guide.getByRole('button', { name: 'Use it' }).click();
  }

  /** Presents something three times, as the guide asks for it. */
  async presentThreeTimes(present: () => Promise<void>): Promise<void> {
    for (const done of [0, 1, 2]) {
      await expect(this.guide.getByRole('img', { name: `${done} of 3 came in` })).toBeVisible();
      await present();
    }
    await expect(this.guide.getByTestId('found-setting')).toBeVisible();
  }

  async save(): Promise<void> {
    await this.guide.getByRole('button', { name: 'Save' }).click();
    await this.guide.getByRole('button', { name: 'Done' }).click();
    await expect(this.guide).toHaveCount(0);
  }
}
