/**
 * The header of each event, 19 bytes (https://dev.mysql.com/doc/dev/mysql-server/latest/classmysql_1_1binlog_1_1event_1_1Log__event__header.html,
 * https://mariadb.com/kb/en/2-binlog-event-header/).
 */
export const headerBytes = 19;

/** The types that mean something here, or are known to mean nothing. MariaDB's own begin at 160. */
export const eventTypes = {
  query: 2,
  stop: 3,
  rotate: 4,
  intvar: 5,
  appendBlock: 9,
  deleteFile: 11,
  rand: 13,
  userVariable: 14,
  formatDescription: 15,
  xid: 16,
  beginLoadQuery: 17,
  executeLoadQuery: 18,
  tableMap: 19,
  writeRows1: 23,
  updateRows1: 24,
  deleteRows1: 25,
  incident: 26,
  heartbeat: 27,
  ignorable: 28,
  rowsQuery: 29,
  writeRows: 30,
  updateRows: 31,
  deleteRows: 32,
  gtid: 33,
  anonymousGtid: 34,
  previousGtids: 35,
  transactionContext: 36,
  viewChange: 37,
  xaPrepare: 38,
  partialUpdateRows: 39,
  transactionPayload: 40,
  heartbeat2: 41,
  taggedGtid: 42,
  annotateRows: 160,
  binlogCheckpoint: 161,
  mariadbGtid: 162,
  gtidList: 163,
  startEncryption: 164,
  compressedQuery: 165,
  compressedWriteRows1: 166,
  compressedUpdateRows1: 167,
  compressedDeleteRows1: 168,
  compressedWriteRows: 169,
  compressedUpdateRows: 170,
  compressedDeleteRows: 171,
} as const;

/** The event is made for this reader and stands in no file. */
const artificial = 0x20;
/** A reader that does not know its type may go over it. */
const ignorable = 0x80;

export interface EventHeader {
  /** Seconds since 1970. */
  readonly seconds: number;
  readonly type: number;
  readonly serverId: number;
  /** Bytes, this header and a checksum included. */
  readonly size: number;
  /** Where the event ends in its file, modulo 2³²; 0 for what stands in none. */
  readonly end: number;
  readonly artificial: boolean;
  readonly ignorable: boolean;
}

/** Reads the header that begins at `at`. */
export function readHeader(bytes: Buffer, at: number): EventHeader {
  const flags = bytes.readUInt16LE(at + 17);
  return {
    seconds: bytes.readUInt32LE(at),
    type: bytes[at + 4] as number,
    serverId: bytes.readUInt32LE(at + 5),
    size: bytes.readUInt32LE(at + 9),
    end: bytes.readUInt32LE(at + 13),
    artificial: (flags & artificial) !== 0,
    ignorable: (flags & ignorable) !== 0,
  };
}
