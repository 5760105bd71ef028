import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { AnswerReader } from '../../../src/service/client/http-answer.ts';

const BODY = '{"größe":"ü"}';
const TEXT = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(BODY)}\r\nnetsh-api: 1\r\n\r\n${BODY}`;

function read(pieces: readonly Buffer[]) {
  const reader = new AnswerReader();
  return pieces.map((piece) => reader.push(piece));
}

test('an answer is complete with its last byte, however it was cut', () => {
  const bytes = Buffer.from(TEXT);
  const cuts = fc.uniqueArray(fc.integer({ min: 1, max: bytes.length - 1 }), { maxLength: 6 });
  fc.assert(
    fc.property(cuts, (places) => {
      const ends = [...places.toSorted((a, b) => a - b), bytes.length];
      const answers = read(ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end)));
      expect(answers.slice(0, -1).filter((answer) => answer !== undefined)).toEqual([]);
      expect(answers.at(-1)).toMatchObject({ status: 200, body: BODY });
    }),
  );
});

test('header names are in lower case', () => {
  expect(read([Buffer.from(TEXT)])).toEqual([
    expect.objectContaining({
      headers: new Map([
        ['content-type', 'application/json'],
        ['content-length', String(Buffer.byteLength(BODY))],
        ['netsh-api', '1'],
      ]),
    }),
  ]);
});

test.each([
  'SSH-2.0-OpenSSH_9.2\r\n\r\n',
  'HTTP/1.1 200 OK\r\n\r\n',
  'HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n',
  'HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n',
  'HTTP/1.1 200 OK\r\ncontent-length: 999999999999\r\n\r\n',
  'x'.repeat(20_000),
])('what is no answer of the service is malformed: %j', (text) => {
  expect(read([Buffer.from(text)])).toEqual(['malformed']);
});
