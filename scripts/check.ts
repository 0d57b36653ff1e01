/** `npm run check`: format, lint, types, layers and dead code. Exits 1 where one of them fails. */
import { runChecks } from './support/checks.ts';

const results = await runChecks();
process.exitCode = results.every((result) => result.passed) ? 0 : 1;
