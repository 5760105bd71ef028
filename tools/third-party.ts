import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'rolldown';

/**
 * Writes the licences of the bundled packages beside the bundle, as they require; where several bundles have the same plugin,
 * the last one writes those of all.
 */
export function thirdParty(): Plugin {
  const folders = new Set<string>();
  return {
    name: 'third-party',
    generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((chunk) =>
        chunk.type === 'chunk' ? chunk.moduleIds : [],
      );
      for (const folder of modules.map(packageFolder)) if (folder !== undefined) folders.add(folder);
      const source = [...folders].toSorted().map(notice).join('\n\n');
      this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY.txt', source });
    },
  };
}

function packageFolder(id: string): string | undefined {
  const file = id.replaceAll('\\', '/');
  return path.isAbsolute(file) ? /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] : undefined;
}

function notice(folder: string): string {
  const { name, version, license }: { name: string; version: string; license?: string } = JSON.parse(
    readFileSync(path.join(folder, 'package.json'), 'utf8'),
  );
  const files = readdirSync(folder).filter((one) => LEGAL.test(one));
  const texts = files.map((file) => readFileSync(path.join(folder, file), 'utf8').trim());
  const text = texts.length > 0 ? texts.join('\n\n') : missingText(name, license);
  return `${name} ${version} (${license ?? 'see its page'})\n${'-'.repeat(72)}\n${text}`;
}

/** Files that have to go with copies: the licence, and what it wants to be told besides. */
const LEGAL = /^(?:licen[cs]e|notice|copying|copyright|patents)\b/i;

/** Holders of the copyright of packages under the MIT licence that bring no text of it, as their sources name them. */
const MIT_HOLDERS: Readonly<Record<string, string>> = {
  'yoga-layout': 'Meta Platforms, Inc. and affiliates.',
};

function missingText(name: string, license: string | undefined): string {
  const holder = MIT_HOLDERS[name];
  if (license !== 'MIT' || holder === undefined) throw new Error(`${name} brings no text of its licence.`);
  const own = readFileSync('LICENSE', 'utf8').trim();
  return own.replace(/^Copyright \(c\).*$/m, `Copyright (c) ${holder}`);
}
