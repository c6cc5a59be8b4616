import { quoteText } from '../../core/sql.js';
import { createRandom } from '../data/random.js';

/** Users as DeviceMonitor's first design has them, and the empty table of its second, for the preset `users-pair`. */

export const usersPairSchema = {
  source: `CREATE TABLE user (
  id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
  created_at datetime(6) NOT NULL,
  updated_at datetime(6) NOT NULL,
  username varchar(20) NOT NULL,
  alias varchar(30) NULL,
  email varchar(255) NOT NULL,
  phone varchar(20) NULL,
  password varchar(128) NULL,
  is_active tinyint(1) NOT NULL DEFAULT 1,
  is_superuser tinyint(1) NOT NULL DEFAULT 0,
  last_login datetime(6) NULL,
  dept_id int NULL,
  UNIQUE KEY uk_username (username),
  UNIQUE KEY uk_email (email),
  KEY idx_alias (alias)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
  target: `CREATE TABLE t_sys_users (
  id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
  username varchar(50) NOT NULL,
  email varchar(100) NULL,
  phone varchar(20) NULL,
  password_hash varchar(255) NOT NULL,
  real_name varchar(100) NULL,
  avatar_url varchar(500) NULL,
  department_id bigint NULL,
  status varchar(20) NOT NULL DEFAULT 'active',
  last_login_at datetime(6) NULL,
  created_at datetime(6) NULL,
  updated_at datetime(6) NULL,
  created_by bigint NULL,
  updated_by bigint NULL,
  UNIQUE KEY uk_username (username),
  UNIQUE KEY uk_email (email),
  KEY idx_status (status)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
} as const;

const names = ['Ada Nowak', '王小明', 'Jürgen Groß', 'Zoë', '李娜', 'O’Brien', 'Ñuño', 'Anna-Lena'];

/** INSERTs of `rows` users, the same ones each time; some are switched off, some have no name, department or sign-in. */
export function usersPairData(rows: number): readonly string[] {
  const random = createRandom(20_260_101);
  const text = (value: string | null) => (value === null ? 'NULL' : quoteText(value));
  const moment = (day: number) => {
    const seconds = Date.UTC(2023, 0, 1 + day) / 1000 + random.integer(0, 86_399);
    const at = new Date(seconds * 1000).toISOString().replace('T', ' ').slice(0, 19);
    return quoteText(`${at}.${String(random.integer(0, 999_999)).padStart(6, '0')}`);
  };
  const values = Array.from({ length: rows }, (_, index) => {
    const id = index * 3 + 1;
    const made = random.integer(0, 400);
    return `(${[
      id,
      moment(made),
      moment(made + random.integer(0, 300)),
      quoteText(`user${id}`),
      text(random.chance(0.8) ? random.pick(names) : null),
      quoteText(`user${id}@example.org`),
      text(random.chance(0.5) ? `1${random.integer(3_000_000_000, 3_999_999_999)}` : null),
      quoteText(`$argon2id$v=19$m=65536,t=3,p=4$${random.word(22)}$${random.word(43)}`),
      random.chance(0.9) ? 1 : 0,
      random.chance(0.02) ? 1 : 0,
      random.chance(0.7) ? moment(made + 301) : 'NULL',
      random.chance(0.9) ? random.integer(1, 40) : 'NULL',
    ].join(', ')})`;
  });
  const statements: string[] = [];
  for (let start = 0; start < values.length; start += 500) {
    statements.push(`INSERT INTO user VALUES ${values.slice(start, start + 500).join(',\n')}`);
  }
  return statements;
}
