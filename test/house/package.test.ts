import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PROGRAM } from '../program/netsh.ts';

const house = path.resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'netsh-package-'));
/** The path without what npm puts in front of it: the machine as its user has it. */
const ownPath = (process.env['PATH'] ?? '')
  .split(path.delimiter)
  .filter((one) => !one.includes('node_modules'))
  .join(path.delimiter);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(command: string, args: readonly string[], env: Record<string, string> = {}) {
  const ran = spawnSync(command, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ...env, NETSH_HOME: path.join(folder, 'home') },
  });
  return { code: ran.status, out: ran.stdout, err: ran.stderr };
}

describe('the packed product', () => {
  let files: string[];

  beforeAll(() => {
    const packed = spawnSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
      cwd: house,
      encoding: 'utf8',
    });
    const answer = JSON.parse(packed.stdout) as
      | { filename: string; files: { path: string }[] }[]
      | Record<string, { filename: string; files: { path: string }[] }>;
    const [tarball] = Object.values(answer);
    files = tarball!.files.map((file) => file.path);
    const installed = run('npm', [
      'install',
      '--global',
      '--offline',
      '--prefix',
      folder,
      path.join(folder, tarball!.filename),
    ]);
    expect(installed.code, installed.err).toBe(0);
    expect(installed.err, 'warnings').not.toMatch(/warn|deprecated/i);
  }, 120_000);

  test('carries what it needs to run, and no Node of its own', () => {
    expect(files).toEqual(
      expect.arrayContaining([
        'bin/netsh.js',
        'dist/main.js',
        'dist/relay-worker.js',
        'dist/helper-worker.js',
        'dist/helper.js',
        'dist/types/helpers/api.d.ts',
        'README.md',
        'LICENSE',
        'CHANGELOG.md',
      ]),
    );
    expect(files.filter((file) => /^(src|test|tools|node_modules)\//.test(file))).toEqual([]);
    // All else is in the bundle; these are the system's calls for the relay, one package for each kind of machine.
    const packages = path.join(folder, 'lib/node_modules/netsh-shell/node_modules');
    const brought = existsSync(packages) ? readdirSync(packages).filter((name) => name !== '.bin') : [];
    expect(brought.filter((name) => name !== '.package-lock.json' && name !== '@koromix')).toEqual([]);
  });

  test('installs its manual page where man looks for it', () => {
    const page = path.join(folder, 'share/man/man1/netsh-shell.1');
    expect(readFileSync(page, 'utf8')).toBe(readFileSync(path.join(house, 'docs/netsh-shell.1'), 'utf8'));
  });

  test('carries every page that its pages point to', () => {
    for (const page of files.filter((file) => file.endsWith('.md'))) {
      const text = readFileSync(path.join(house, page), 'utf8');
      const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link]) =>
        path.join(path.dirname(page), link!),
      );
      expect(files, page).toEqual(expect.arrayContaining(links));
    }
  });

  test('runs no script of its own when it is installed, and fixes the version of what it brings', () => {
    const installed = path.join(folder, 'lib/node_modules/netsh-shell/package.json');
    const { scripts, optionalDependencies } = JSON.parse(readFileSync(installed, 'utf8')) as Record<
      string,
      Record<string, string>
    >;
    const run = [
      'preinstall',
      'install',
      'postinstall',
      'prepublish',
      'preprepare',
      'prepare',
      'postprepare',
    ];
    expect(run.filter((name) => scripts?.[name] !== undefined)).toEqual([]);
    for (const version of Object.values(optionalDependencies!)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  test('brings nothing whose own dependencies could change under it', () => {
    const read = (file: string) =>
      JSON.parse(readFileSync(path.join(house, file), 'utf8')) as Record<string, Record<string, object>>;
    const own = read('package.json');
    const lock = read('package-lock.json')['packages'] as Record<string, Record<string, object>>;
    expect(own['dependencies']).toBeUndefined();
    for (const name of Object.keys(own['optionalDependencies']!)) {
      const brought = lock[`node_modules/${name}`]!;
      expect(
        brought['dependencies'] ?? brought['optionalDependencies'] ?? brought['hasInstallScript'],
        name,
      ).toBe(undefined);
    }
  });

  test('names the licence of each bundled package with its text', () => {
    const text = readFileSync(path.join(house, 'dist/THIRD-PARTY.txt'), 'utf8');
    const notices = text.split(/^.+ \(.+\)\n-{72}\n/m).slice(1);
    expect(notices.length).toBeGreaterThan(40);
    for (const notice of notices) expect(notice.trim().length).toBeGreaterThan(200);
    // What a package wants to be told beside its licence goes along.
    const told = readFileSync(path.join(house, 'node_modules/es-toolkit/NOTICE'), 'utf8').trim();
    expect(text).toContain(told);
  });

  test.each(['netsh', 'netsh-shell'])('gives a working %s', (name) => {
    const installed = path.join(folder, 'bin', name);
    const path24 = `${path.dirname(process.execPath)}${path.delimiter}${ownPath}`;
    expect(run(installed, ['--version'], { PATH: path24 })).toMatchObject({ code: 0, err: '' });
    expect(run(installed, ['interface', 'portproxy', 'show', 'all'], { PATH: path24 })).toEqual({
      code: 0,
      out: '\n',
      err: '',
    });
  });
});

/** A helper in TypeScript that uses its argument in some way. */
const helper = (use: string) => `import { command, context, integer, required } from 'netsh-shell/helper';
      export default context({ name: 'lamp', entries: [command({
        name: 'blink', text: 'Blinks.', tags: { times: required(integer(), 'How often.') },
        action: async ({ times }, host) => ({ kind: 'text', lines: [${use}] }),
      })] });`;

describe('netsh-shell/helper, as the package gives it', () => {
  test('types a helper: what is right passes, what is wrong does not', () => {
    const project = path.join(folder, 'project');
    mkdirSync(path.join(project, 'node_modules'), { recursive: true });
    symlinkSync(
      path.join(folder, 'lib/node_modules/netsh-shell'),
      path.join(project, 'node_modules/netsh-shell'),
    );
    writeFileSync(path.join(project, 'package.json'), '{"type": "module"}');
    const check = (use: string) => {
      writeFileSync(path.join(project, 'lamp.ts'), helper(use));
      const options = [
        '--noEmit',
        '--strict',
        '--module',
        'nodenext',
        '--skipLibCheck',
        'false',
        '--types',
        '',
      ];
      return run(path.join(house, 'node_modules/.bin/tsc'), [...options, path.join(project, 'lamp.ts')]);
    };
    expect(check('times.toFixed(0)')).toMatchObject({ code: 0, out: '' });
    expect(check('times.length')).toMatchObject({ out: expect.stringContaining("'length' does not exist") });
    expect(check("(await host.entries())[0]?.disabled === true ? 'off' : 'on'")).toMatchObject({
      code: 0,
      out: '',
    });
    expect(check('(await host.entries())[0]?.disabled?.length')).toMatchObject({
      out: expect.stringContaining("'length' does not exist"),
    });
    // The compiler runs four times.
  }, 120_000);
});

describe('the launcher', () => {
  test('works with the Node of this machine, whatever its version', () => {
    const ran = run('node', [PROGRAM, 'show', 'mode'], { PATH: ownPath });
    expect(ran).toEqual({ code: 0, out: 'online\n\n', err: '' });
    expect(run('node', [PROGRAM, 'foo'], { PATH: ownPath }).code).toBe(1);
  });

  test('says what is missing where nothing is built', () => {
    mkdirSync(path.join(folder, 'bare/bin'), { recursive: true });
    cpSync(PROGRAM, path.join(folder, 'bare/bin/netsh.mjs'));
    const ran = run('node', [path.join(folder, 'bare/bin/netsh.mjs')], { PATH: ownPath });
    expect(ran).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/^netsh (is not built|needs Node 22\.18).*\n$/),
    });
  });
});
