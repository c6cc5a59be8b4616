import type { Sentence } from '../core/sentence.js';
import { say } from './words.js';

/**
 * What of a server's message may be shown. A message quotes names (tables, columns, constraints, users, files, plugins, options)
 * and values of rows alike, so what is kept is listed by error number, from the texts in both servers' message files
 * (https://dev.mysql.com/doc/mysql-errors/en/server-error-reference.html, https://mariadb.com/kb/en/mariadb-error-codes/).
 */
export function shownMessage(errno: number, sqlState: string, message: string): string | Sentence {
  // Class 45 is for whoever writes triggers and procedures: any words, and any row's values in them.
  if (errno === signalled || sqlState.startsWith('45')) return say('mysql.signalled');
  if (namesOnly.has(errno)) return message;
  for (const shape of shapes[errno] ?? []) {
    const shown = inShape(shape, message);
    if (shown !== null) return shown;
  }
  return withoutValues(message);
}

const signalled = 1644;

/** Messages in which every part that is put in is a name, a number, a privilege or a setting. */
const namesOnly: ReadonlySet<number> = new Set([
  // files, disks, engines
  ...[1004, 1005, 1006, 1015, 1016, 1017, 1021, 1023, 1024, 1025, 1026, 1027, 1030, 1031, 1033, 1034, 1035],
  ...[1036, 1037, 1038, 1041, 1114, 1126, 1135, 1180, 1181, 1194, 1195, 1286, 1289, 1524, 1712, 1808, 1877],
  ...[1932, 3000, 3003, 3161, 3675, 4182],
  // accounts and privileges
  ...[1044, 1045, 1129, 1130, 1142, 1143, 1211, 1227, 1370, 1396, 1410, 1419, 1449, 1698, 1820, 1862, 1873],
  ...[3118, 3159, 3530, 3955, 4151],
  // connections, limits, settings
  ...[
    1040, 1053, 1077, 1152, 1153, 1158, 1159, 1160, 1161, 1184, 1193, 1203, 1205, 1213, 1220, 1226, 1228,
    1236,
  ],
  ...[1229, 1231, 1232, 1233, 1238, 1290, 1298, 1317, 1461, 1613, 1614, 1792, 1836, 1927, 1931, 1969, 3024],
  ...[3032, 3168, 3169, 3572, 4031, 4166],
  // databases, tables, columns, keys
  ...[1007, 1008, 1020, 1022, 1032, 1046, 1048, 1049, 1050, 1051, 1052, 1054, 1059, 1060, 1061, 1063, 1066],
  ...[1067, 1068, 1071, 1072, 1074, 1075, 1091, 1093, 1099, 1100, 1101, 1109, 1110, 1113, 1115, 1118, 1136],
  ...[1142, 1146, 1148, 1166, 1169, 1170, 1171, 1176, 1178, 1215, 1216, 1217, 1235, 1239, 1253, 1267, 1270],
  ...[1271, 1273, 1288, 1305, 1348, 1356, 1364, 1369, 1394, 1406, 1423, 1442, 1443, 1451, 1452, 1471, 1478],
  ...[1553, 1659, 1701, 1709, 1735, 1748, 1821, 1822, 1824, 1826, 1828, 1829, 1830, 1832, 1833, 1845, 1846],
  ...[1859, 1906, 3105, 3108, 3503, 3552, 3554, 3730, 3780, 3819, 3948, 4028, 4025, 4108],
  // columns and rows by number, never by content
  ...[1260, 1261, 1262, 1263, 1264, 1265, 1299, 1441, 3144, 3155, 3156, 3751, 3752],
  ...[4035, 4036, 4037, 4038, 4039, 4040],
]);

/** Messages with values: `…` a value, `#` a quoted name, `*` words or a number that are no value. The first that fits counts. */
const shapes: Readonly<Record<number, readonly string[]>> = {
  1062: ['Duplicate entry … for key #'],
  1291: ['Column # has duplicated value … in *'],
  1292: [
    'Truncated incorrect * value: …',
    'Incorrect * value: … for column # at row *',
    'Incorrect * value: …',
  ],
  1300: ['Invalid * character string: …'],
  1366: ['Incorrect * value: … for column # at row *', 'Incorrect * value: …'],
  1367: ['Illegal * … value found during parsing'],
  1411: ['Incorrect * value: … for function *'],
  1525: ['Incorrect * value: …'],
  1526: ['Table has no partition for value …'],
  1557: ['Upholding foreign key constraints for table #, entry …, key * would lead to a duplicate entry'],
  1569: ['ALTER TABLE causes auto_increment resequencing, resulting in duplicate entry … for key #'],
  1586: ['Duplicate entry … for key #'],
  1690: ['* value is out of range in …'],
  1761: ['Foreign key constraint for table #, record … would lead to a duplicate entry in table #, key #'],
  1762: ['Foreign key constraint for table #, record … would lead to a duplicate entry in a child table'],
  1912: ['Incorrect value … for option #'],
  1916: ['Got overflow when converting … to *. Value truncated'],
  1917: ['Truncated value … when converting to *'],
  1918: ['Encountered illegal value … when converting to *'],
  1977: ['Cannot convert # character … to #'],
  1978: ['Incorrect default value … for column #'],
  3026: ['Duplicate entry …'],
  3140: ['Invalid JSON text: … at position * in value for column #.'],
  3141: ['Invalid JSON text in argument * to function *: … at position *.'],
  3854: ['Cannot convert string … from * to *'],
};

const quotedName = "('[^'\"]{1,300}'|`[^`]{1,100}`(?:\\.`[^`]{1,100}`)*)";
const words = '([\\w ().,/-]{1,60}?)';

/** The message in this shape, without its values; null when it is of another shape. */
function inShape(shape: string, message: string): string | null {
  const parts = shape.split(/([#*…])/);
  const pattern = parts.map((part) => {
    switch (part) {
      case '#':
        return quotedName;
      case '*':
        return words;
      case '…':
        // Greedy: a value may hold the very words that follow it.
        return '[\\s\\S]*';
      default:
        return part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
    }
  });
  const found = new RegExp(`^${pattern.join('')}\\.?$`).exec(message);
  if (found === null) return null;
  const kept = found.slice(1);
  const shown = parts.map((part) => (part === '#' || part === '*' ? kept.shift() : part)).join('');
  return shown.replace(': …', ' …');
}

/** A message that nobody listed, up to what may be a value: a quote, a number, a colon, a parenthesis. */
export function withoutValues(message: string): string {
  const start = message.search(/['"`:(<«»‹›‘’‚“”„：（「『]|\d/);
  if (start < 0) return message;
  const head = message.slice(0, start).trimEnd();
  return head === '' ? '…' : `${head} …`;
}
