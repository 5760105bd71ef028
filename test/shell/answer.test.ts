import { expect, test } from 'vitest';
import { answerOf } from '../../src/shell/answer.ts';

test('what was done with notices keeps its remark, for people alone', () => {
  const notices = ['The entry v4tov4 udp:53 is not listening: The name udp cannot be resolved (ENOTFOUND).'];
  const remark = ['Did you mean protocol=udp?'];
  expect(answerOf({ kind: 'noticed', notices, remark })).toEqual({
    out: [''],
    notices,
    remark,
    json: { ok: true, notices },
  });
});
