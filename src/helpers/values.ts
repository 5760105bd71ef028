import type { ValueType } from '../language/schema.ts';
import { servicePorts } from '../../contexts/values/port.ts';
import { oneOf, path } from '../../contexts/values/word.ts';
import { port } from '../portproxy/kinds/port.ts';
import type { ValueShape } from './api.ts';

/** Returns the type of the values that a tag of a helper describes. */
export function valueType(shape: ValueShape): ValueType<unknown> {
  switch (shape.type) {
    case 'integer':
      return integer(shape.min ?? Number.MIN_SAFE_INTEGER, shape.max ?? Number.MAX_SAFE_INTEGER);
    case 'text':
      return text(shape.accepts ?? 'text', shape.known ?? []);
    case 'oneOf':
      return oneOf(shape.words);
    case 'port':
      return onePort;
    case 'host':
      return host;
    case 'file':
      return path;
  }
}

function integer(min: number, max: number): ValueType<number> {
  const accepts =
    min === Number.MIN_SAFE_INTEGER && max === Number.MAX_SAFE_INTEGER
      ? 'a whole number'
      : max === Number.MAX_SAFE_INTEGER
        ? `a whole number from ${min}`
        : min === Number.MIN_SAFE_INTEGER
          ? `a whole number up to ${max}`
          : `a whole number from ${min} to ${max}`;
  return {
    usage: '<integer>',
    accepts,
    parse(word) {
      const value = /^-?\d{1,16}$/.test(word) ? Number(word) : Number.NaN;
      return value >= min && value <= max ? { ok: true, value } : { ok: false, reason: `Use ${accepts}.` };
    },
  };
}

function text(accepts: string, known: readonly string[]): ValueType<string> {
  return {
    usage: '<string>',
    accepts,
    parse: (value) => (value === '' ? { ok: false, reason: `Use ${accepts}.` } : { ok: true, value }),
    suggest: () => known.map((value) => ({ value, text: '' })),
  };
}

const onePort: ValueType<number> = {
  usage: port.usage,
  accepts: 'a port number from 1 to 65535, or a service name',
  isCrowded: true,
  parse(word, facts) {
    const parsed = port.parse(word, facts.services);
    if (!parsed.ok) return parsed;
    return parsed.value.kind === 'range'
      ? { ok: false, reason: 'Use one port, by number or service name.' }
      : { ok: true, value: parsed.value.port };
  },
  suggest: servicePorts,
};

const host: ValueType<string> = {
  usage: '<IP address>|<hostname>',
  accepts: 'an IP address or a host name',
  parse: (value) =>
    /^[\w.:%[\]-]{1,255}$/.test(value)
      ? { ok: true, value }
      : { ok: false, reason: 'Use an IP address or a host name.' },
  suggest: (facts) => facts.hosts.map((value) => ({ value, text: 'Known to this machine' })),
};
