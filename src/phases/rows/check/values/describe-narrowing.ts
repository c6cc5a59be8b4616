import { counted } from '../../../../core/counted.js';
import type { Narrowing } from './column-limits.js';

/** What a narrower target column refuses or alters, as the end of a sentence. */
export function describeNarrowing(narrowing: Narrowing): string {
  switch (narrowing.kind) {
    case 'null':
      return 'NULL is not allowed there';
    case 'length':
      return `at most ${narrowing.limit.length} ${narrowing.limit.unit} fit`;
    case 'padding':
      return `what is shorter than ${counted(narrowing.bytes, 'byte')} gets zero bytes at its end there`;
    case 'spaces':
      return 'spaces at the end are lost there';
    case 'negative':
      return 'nothing below 0 fits';
    case 'range':
      return `only ${narrowing.range.lowest} to ${narrowing.range.highest} fit`;
    case 'decimal':
      return `only ${narrowing.precision} digits, ${narrowing.scale} of them decimal, fit`;
    case 'fraction':
      return `only ${narrowing.digits} digits of a second are kept`;
    case 'timestamp':
      return 'only 1970-01-01 00:00:01 to 2038-01-19 03:14:07 UTC fit';
    case 'moment':
      return 'an hour that the time zone leaves out or has twice, or a date that is none, names no moment';
    case 'charset':
      return `${narrowing.to} does not have every character of ${narrowing.from}`;
    case 'members':
      return `only ${narrowing.members.map((member) => `'${member}'`).join(', ')} are allowed`;
    case 'json':
      return 'only valid JSON is allowed';
    case 'float':
      return 'only about seven digits are kept, and binary fractions';
    case 'double':
      return 'only about sixteen digits are kept';
    case 'srid':
      return `only values of the spatial reference system ${narrowing.srid} are allowed`;
    case 'type':
      return 'the types do not convert';
  }
}

/** How a column is narrower, in values, for other languages. */
export function narrowingParams(narrowing: Narrowing): Readonly<Record<string, string | number>> {
  switch (narrowing.kind) {
    case 'length':
      return { narrowing: 'length', length: narrowing.limit.length, unit: narrowing.limit.unit };
    case 'range':
      return {
        narrowing: 'range',
        lowest: String(narrowing.range.lowest),
        highest: String(narrowing.range.highest),
      };
    case 'decimal':
      return { narrowing: 'decimal', precision: narrowing.precision, scale: narrowing.scale };
    case 'fraction':
      return { narrowing: 'fraction', digits: narrowing.digits };
    case 'charset':
      return { narrowing: 'charset', fromCharset: narrowing.from, toCharset: narrowing.to };
    case 'members':
      return {
        narrowing: 'members',
        members: narrowing.members.map((member) => `'${member}'`).join(', '),
      };
    case 'padding':
      return { narrowing: 'padding', bytes: narrowing.bytes };
    case 'srid':
      return { narrowing: 'srid', srid: narrowing.srid };
    default:
      return { narrowing: narrowing.kind };
  }
}
