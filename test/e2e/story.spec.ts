import { playStory } from './story.ts';
import { test } from './fixture.ts';

test.use({ usbScanner: true });

test('a sale from card to ledger, across a lost ledger and a killed host', async ({
  world,
  till,
  picture,
}) => {
  await playStory(world, till, (step) => process.stdout.write(`  ${step}\n`), picture);
});
