/** MariaDB's UUID, INET4 and INET6 as it prints them (https://mariadb.com/kb/en/inet6/, https://mariadb.com/kb/en/uuid-data-type/). */

export function printUuid(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export function printInet4(bytes: Buffer): string {
  return bytes.join('.');
}

/** The longest run of zero groups as `::`, and IPv4 addresses inside as such. */
export function printInet6(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(2 * index));
  let gap = { from: -1, length: 0 };
  for (let from = 0; from < groups.length; from += 1) {
    let length = 0;
    while (groups[from + length] === 0) length += 1;
    if (length > gap.length) gap = { from, length };
  }
  const holdsInet4 = gap.from === 0 && (gap.length === 6 || (gap.length === 5 && groups[5] === 0xffff));
  if (holdsInet4) return `::${gap.length === 5 ? 'ffff:' : ''}${printInet4(bytes.subarray(12))}`;
  const hex = groups.map((group) => group.toString(16));
  if (gap.length < 1) return hex.join(':');
  return `${hex.slice(0, gap.from).join(':')}::${hex.slice(gap.from + gap.length).join(':')}`;
}
