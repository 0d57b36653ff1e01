import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { projectRoot } from '../../support/processes.ts';

/** Who may import whom, written down a second time: changing the wall takes two decisions. */
const table: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  protocol: ['domain'],
  ipc: ['domain'],
  hardware: ['domain'],
  replica: ['domain'],
  sync: ['domain', 'protocol', 'replica'],
  preload: ['ipc'],
  main: ['domain', 'protocol', 'ipc', 'hardware'],
  renderer: ['domain', 'ipc', 'replica', 'sync'],
  ledger: ['domain', 'protocol'],
};
const folders = Object.keys(table);

/** Where a package may be named. */
const packageHomes: Readonly<Record<string, readonly string[]>> = {
  electron: ['main/electron', 'preload'],
  'node-hid': ['hardware'],
  serialport: ['hardware'],
  dexie: ['replica', 'sync'],
  rxdb: ['replica', 'sync'],
};
const packagePlaces = [...folders, 'main/electron', 'main/browser'];

const reportSchema = z.object({
  summary: z.object({
    violations: z.array(
      z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) }),
    ),
  }),
});

/** A tree in which every folder imports every other, by value and by type, and every package. */
function violatingTree(): Map<string, string> {
  const files = new Map<string, string>();
  const up = (place: string) => '../'.repeat(place.split('/').length);
  for (const from of folders) {
    files.set(`src/${from}/leaf.ts`, 'export const leaf = 1;\nexport type Leaf = number;\n');
    for (const to of folders.filter((folder) => folder !== from)) {
      const leaf = `../${to}/leaf.ts`;
      files.set(`src/${from}/value-${to}.ts`, `import { leaf } from '${leaf}';\nvoid leaf;\n`);
      files.set(
        `src/${from}/type-${to}.ts`,
        `import type { Leaf } from '${leaf}';\nexport type Mine = Leaf;\n`,
      );
    }
  }
  for (const place of packagePlaces) {
    for (const name of Object.keys(packageHomes)) {
      files.set(
        `src/${place}/package-${name}.ts`,
        `import type { Thing } from '${name}';\nexport type Mine = Thing;\n`,
      );
    }
  }
  files.set('src/hardware/decoders/leaf.ts', 'export const leaf = 1;\nexport type Leaf = 1;\n');
  files.set(
    'src/renderer/decoder-value.ts',
    "import { leaf } from '../hardware/decoders/leaf.ts';\nvoid leaf;\n",
  );
  files.set(
    'src/renderer/decoder-type.ts',
    "import type { Leaf } from '../hardware/decoders/leaf.ts';\nexport type Mine = Leaf;\n",
  );
  files.set('src/domain/node.ts', "import { readFileSync } from 'node:fs';\nvoid readFileSync;\n");
  files.set('src/main/one.ts', "import { two } from './two.ts';\nexport const one = () => two;\n");
  files.set('src/main/two.ts', "import { one } from './one.ts';\nexport const two = () => one;\n");
  files.set('test/helper.ts', 'export const helper = 1;\n');
  files.set(
    'src/ledger/test-value.ts',
    `import { helper } from '${up('ledger')}../test/helper.ts';\nvoid helper;\n`,
  );
  files.set('tsconfig.json', JSON.stringify({ compilerOptions: { module: 'nodenext' } }));
  return files;
}

describe('the layers of DESIGN, as dependency-cruiser holds them', () => {
  let tree = '';
  const found = new Map<string, readonly string[]>();

  beforeAll(async () => {
    tree = mkdtempSync(join(tmpdir(), 'layers-'));
    for (const [path, text] of violatingTree()) {
      mkdirSync(dirname(join(tree, path)), { recursive: true });
      writeFileSync(join(tree, path), text);
    }
    const report = reportSchema.parse(JSON.parse(await cruise(tree)));
    for (const { from, rule } of report.summary.violations) {
      found.set(from, [...rulesBroken(from), rule.name]);
    }
  }, 60_000);

  afterAll(() => {
    rmSync(tree, { recursive: true, force: true });
  });

  const rulesBroken = (path: string) => found.get(path) ?? [];

  for (const form of ['value', 'type']) {
    it(`refuses every import by ${form} that the table does not allow, and no other`, () => {
      for (const from of folders) {
        for (const to of folders.filter((folder) => folder !== from)) {
          const allowed = table[from]!.includes(to);
          const broken = rulesBroken(`src/${from}/${form}-${to}.ts`);
          expect(broken.includes(`layer-${from}`), `${from} → ${to}`).toBe(!allowed);
        }
      }
    });
  }

  it('keeps each package in its home, type imports included', () => {
    for (const place of packagePlaces) {
      for (const [name, homes] of Object.entries(packageHomes)) {
        const broken = rulesBroken(`src/${place}/package-${name}.ts`);
        const kept = broken.some((rule) => /-in-/.test(rule));
        expect(kept, `${name} in ${place}`).toBe(!homes.includes(place));
      }
    }
  });

  it('lets the renderer take types, and only types, from the decoders', () => {
    expect(rulesBroken('src/renderer/decoder-type.ts')).toEqual([]);
    expect(rulesBroken('src/renderer/decoder-value.ts')).toEqual([
      'renderer-takes-only-types-from-decoders',
    ]);
  });

  it('refuses cycles, Node in the domain and tests in the product', () => {
    expect(rulesBroken('src/main/one.ts')).toContain('no-cycles');
    expect(rulesBroken('src/domain/node.ts')).toContain('domain-is-pure');
    expect(rulesBroken('src/ledger/test-value.ts')).toContain('src-stands-alone');
  });
});

/** Runs dependency-cruiser with the project's own rules on another tree; it exits with the number of violations. */
function cruise(folder: string): Promise<string> {
  const program = join(projectRoot, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const rules = join(projectRoot, '.dependency-cruiser.cjs');
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [program, '--config', rules, '--output-type', 'json', 'src'],
      { cwd: folder, maxBuffer: 64 * 1024 * 1024 },
      (_error, stdout) => resolve(stdout),
    );
  });
}
