import { LogError } from './log-error.js';
import { say } from './words.js';

/** Reads an event's bytes from front to end; throws LogError instead of reading over its end. */
export class Cursor {
  readonly bytes: Buffer;
  readonly end: number;
  at: number;

  constructor(bytes: Buffer, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  get left(): number {
    return this.end - this.at;
  }

  /** Goes over `length` bytes and gives where they begin. */
  skip(length: number): number {
    const { at } = this;
    if (length > this.end - at) throw new LogError(say('log.cut-short'));
    this.at = at + length;
    return at;
  }

  take(length: number): Buffer {
    const at = this.skip(length);
    return this.bytes.subarray(at, at + length);
  }

  text(length: number): string {
    const at = this.skip(length);
    return this.bytes.toString('utf8', at, at + length);
  }

  /** A little-endian number of 1 to 6 bytes. */
  uint(length: number): number {
    return this.bytes.readUIntLE(this.skip(length), length);
  }

  byte(): number {
    return this.bytes[this.skip(1)] as number;
  }

  uint64(): bigint {
    return this.bytes.readBigUInt64LE(this.skip(8));
  }

  /** A number that says its own length (https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_dt_integers.html). */
  packed(): number {
    const first = this.byte();
    if (first < 0xfb) return first;
    if (first === 0xfc) return this.uint(2);
    if (first === 0xfd) return this.uint(3);
    if (first === 0xfe) return Number(this.uint64());
    throw new LogError(say('log.cut-short'));
  }

  /** Text that ends with a zero byte. */
  terminated(): string {
    const end = this.bytes.indexOf(0, this.at);
    if (end < 0 || end >= this.end) throw new LogError(say('log.cut-short'));
    const text = this.bytes.toString('utf8', this.at, end);
    this.at = end + 1;
    return text;
  }
}
