import { globSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import ts from 'typescript';
import { projectRoot } from './processes.ts';

/** A statement of SQL as it stands in the ledger's sources. */
export interface LedgerStatement {
  /** Below src/ledger, with "/". */
  readonly file: string;
  /** What is put in at run time stands as "?". */
  readonly text: string;
}

const BEGINS = /^\s*\(?\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\s/;

/** Every statement in the sources of the ledger, migrations apart. */
export function ledgerStatements(): LedgerStatement[] {
  const root = join(projectRoot, 'src', 'ledger');
  return globSync('**/*.ts', { cwd: root })
    .map((name) => join(root, name))
    .filter((file) => !file.includes(`${sep}migrations${sep}`))
    .flatMap((file) => {
      const source = ts.createSourceFile(
        file,
        readFileSync(file, 'utf8'),
        ts.ScriptTarget.Latest,
        true,
      );
      const name = relative(root, file).split(sep).join('/');
      return textsIn(source)
        .filter((text) => BEGINS.test(text))
        .map((text) => ({ file: name, text }));
    });
}

function textsIn(node: ts.Node): string[] {
  const own = ts.isStringLiteralLike(node)
    ? [node.text]
    : ts.isTemplateExpression(node)
      ? [`${node.head.text}${node.templateSpans.map((span) => `?${span.literal.text}`).join('')}`]
      : [];
  const below: string[] = [];
  node.forEachChild((child) => void below.push(...textsIn(child)));
  return [...own, ...below];
}
