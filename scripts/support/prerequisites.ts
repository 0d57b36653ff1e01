import { CHROMIUM_HINT, findChromium } from '../../test/support/chromium.ts';
import { isOnPath } from './isOnPath.ts';
import { runPackage, runTool } from './runTool.ts';

/** A program that the tests need beyond what npm installs. */
interface Prerequisite {
  readonly name: string;
  readonly isThere: () => boolean;
  readonly debianPackages: readonly string[];
  /** What a person does where it cannot be installed from here; one line. */
  readonly hint: string;
}

const browser: Prerequisite = {
  name: 'Chromium',
  isThere: () => findChromium() !== null,
  debianPackages: ['chromium'],
  hint: CHROMIUM_HINT,
};

/** Emulated USB and serial readers exist on Linux only; elsewhere their tests say that they are skipped. */
const linuxOnly: readonly Prerequisite[] = [
  {
    name: 'socat',
    isThere: () => isOnPath('socat'),
    debianPackages: ['socat'],
    hint: 'socat is missing: apt-get install socat.',
  },
  {
    name: 'umockdev',
    isThere: () => isOnPath('umockdev-run'),
    debianPackages: ['umockdev', 'libumockdev0'],
    hint: 'umockdev-run is missing: apt-get install umockdev libumockdev0.',
  },
];

/**
 * Finds what the tests need beyond npm, and installs what is missing where that takes no password: by apt as root or
 * with sudo, otherwise the browser by Playwright. Gives a line for each thing that is still missing.
 */
export async function ensurePrerequisites(): Promise<string[]> {
  const needed = process.platform === 'linux' ? [browser, ...linuxOnly] : [browser];
  const missing = () => needed.filter((prerequisite) => !prerequisite.isThere());
  const absent = missing();
  if (absent.length > 0) {
    process.stdout.write(`installing ${absent.map(({ name }) => name).join(', ')} …\n`);
    await installByApt(absent.flatMap(({ debianPackages }) => debianPackages));
  }
  if (!browser.isThere()) {
    await runPackage('@playwright/test/cli.js', ['install', 'chromium'], { stream: true });
  }
  return missing().map(({ hint }) => hint);
}

async function installByApt(packages: readonly string[]): Promise<void> {
  if (!isOnPath('apt-get')) {
    return;
  }
  const isRoot = process.getuid?.() === 0;
  const maySudo =
    !isRoot && isOnPath('sudo') && (await runTool('sudo', ['-n', 'true'])).exitCode === 0;
  if (!isRoot && !maySudo) {
    return;
  }
  const apt = (aptArguments: readonly string[]) =>
    runTool(
      isRoot ? 'apt-get' : 'sudo',
      isRoot ? aptArguments : ['-n', 'apt-get', ...aptArguments],
      {
        environment: { DEBIAN_FRONTEND: 'noninteractive' },
      },
    );
  await apt(['update', '-q']);
  const installed = await apt(['install', '-y', '-q', '--no-install-recommends', ...packages]);
  if (installed.exitCode !== 0) {
    process.stdout.write(`${installed.output.trimEnd().split('\n').slice(-5).join('\n')}\n`);
  }
}
