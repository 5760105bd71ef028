import type { Format } from './format.ts';
import { envoy } from './envoy.ts';
import { haproxy } from './haproxy.ts';
import { kubernetes } from './kubernetes.ts';
import { nginx } from './nginx.ts';
import { realm } from './realm.ts';
import { registry } from './registry.ts';
import { rinetd } from './rinetd.ts';
import { showText } from './show-text.ts';
import { systemd } from './systemd.ts';
import { windows } from './windows.ts';

/** Every format; a file that looks like several is taken for the first. */
export const FORMATS: readonly Format[] = [
  windows,
  registry,
  showText,
  haproxy,
  nginx,
  realm,
  rinetd,
  envoy,
  systemd,
  kubernetes,
];

/** A format that can be read. */
export type ReadableFormat = Format & { readonly reads: NonNullable<Format['reads']> };

/** A format that can be written. */
export type WritableFormat = Format & { readonly writes: NonNullable<Format['writes']> };

/** The formats that import reads. */
export const READABLE = FORMATS.filter((format): format is ReadableFormat => format.reads !== undefined);

/** The formats that export writes. */
export const WRITABLE = FORMATS.filter((format): format is WritableFormat => format.writes !== undefined);
