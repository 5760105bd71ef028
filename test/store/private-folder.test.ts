import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makePrivate, privateFolderCommand } from '../../src/store/private-folder.ts';
import { temporaryFolder } from './temporary.ts';

const ENV = {
  USERPROFILE: String.raw`C:\Users\Jörg Ä`,
  USERDOMAIN: 'OFFICE',
  USERNAME: 'Jörg Ä',
  SystemRoot: String.raw`D:\Windows`,
};

test.each([
  String.raw`C:\Users\Jörg Ä\AppData\Local\netsh`,
  String.raw`c:\users\jörg ä\x`,
  'C:/Users/Jörg Ä/x',
])('%s is in the profile, which is closed already', (folder) => {
  expect(privateFolderCommand(folder, ENV)).toBeUndefined();
});

test.each([
  String.raw`C:\netsh home`,
  String.raw`C:\Users\Jörg Älter\netsh`,
  String.raw`D:\netsh`,
  String.raw`\\server\share\netsh`,
  String.raw`C:\Users\Jörg Ä\..\other`,
])('%s is outside of it, and closed for all but the user, the system and administrators', (folder) => {
  expect(privateFolderCommand(folder, ENV)).toEqual({
    command: String.raw`D:\Windows\System32\icacls.exe`,
    args: [
      folder,
      '/inheritance:r',
      '/grant:r',
      String.raw`OFFICE\Jörg Ä:(OI)(CI)F`,
      '*S-1-5-18:(OI)(CI)F',
      '*S-1-5-32-544:(OI)(CI)F',
      '/q',
    ],
  });
});

test('without a domain the name alone is given', () => {
  const { USERDOMAIN: _, ...env } = ENV;
  expect(privateFolderCommand(String.raw`D:\netsh`, env)?.args).toContain('Jörg Ä:(OI)(CI)F');
});

test('a folder that cannot be closed is not used', () => {
  const folder = join(temporaryFolder(), 'home');
  mkdirSync(folder);
  // No such program.
  expect(() => makePrivate(folder, { ...ENV, SystemRoot: join(folder, 'none') })).toThrow(
    /outside your profile and cannot be closed to other users/,
  );
  expect(existsSync(folder)).toBe(false);
});
