import { expectTypeOf, test } from 'vitest';
import {
  type HelperChange,
  type HelperChangeResult,
  type HelperEntry,
  command,
  host,
  integer,
  oneOf,
  optional,
  port,
  required,
  text,
} from '../../src/helpers/api.ts';
import type { Change } from '../../src/portproxy/table.ts';
import type { ListedEntry } from '../../src/service/contract/status.ts';
import type { ChangeResult } from '../../src/portproxy/changes/results.ts';

test('what helpers are written with has the shapes of netsh itself', () => {
  expectTypeOf<ListedEntry>().toExtend<HelperEntry>();
  expectTypeOf<HelperChange>().toExtend<Change>();
  expectTypeOf<ChangeResult>().toExtend<HelperChangeResult>();
});

test('an action is typed by its tags', () => {
  command({
    name: 'all',
    text: 'All.',
    tags: {
      count: required(integer(), 'Count.'),
      state: optional(oneOf(['on', 'off']), 'State.'),
      name: optional(text(), 'Name.'),
      to: required(host, 'Host.'),
      at: required(port, 'Port.'),
    },
    action(args) {
      expectTypeOf(args).toEqualTypeOf<{
        readonly count: number;
        readonly state: 'on' | 'off' | undefined;
        readonly name: string | undefined;
        readonly to: string;
        readonly at: number;
      }>();
    },
  });
});
