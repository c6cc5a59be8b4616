import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { spawnTied } from '../../../../src/sandbox/lifetime.js';
import { createTiedProcess, freePort } from '../../../../src/sandbox/tied-process.js';
import { type ProxyProgram, provisionProxies } from '../provision/proxies.js';
import type { Backend } from './backends.js';

/** A proxy of this test in front of two services. */
export interface FrontProxy {
  readonly port: number;
  /** For gRPC (h2 without TLS). */
  readonly grpcPort: number;
  /** `switch.plane` of the config. */
  readonly plane: Readonly<Record<string, Readonly<Record<string, string>>>>;
  start(): Promise<void>;
  kill(): Promise<void>;
}

type Backends = Readonly<Record<'source' | 'target', Backend>>;

const answers = (port: number) =>
  new Promise<void>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve();
    });
    socket.on('error', reject);
  });

function tied(
  name: string,
  { program, env }: ProxyProgram,
  args: readonly string[],
  folder: string,
  port: number,
) {
  const logFile = join(folder, `${name}.out`);
  return createTiedProcess({
    name,
    logFile,
    launch: () => spawnTied(program, args, { logFile, cwd: folder, env: { ...process.env, ...env } }),
    ask: () => answers(port),
  });
}

/** The lines of a frontend, as docs/switch.md has them. */
async function documentedRules(): Promise<string> {
  const page = await readFile(join(import.meta.dirname, '../../../../docs/switch.md'), 'utf8');
  const [users, others] = [...page.matchAll(/```text\n(http-request[^`]*)```/g)].map(([, rules]) => rules);
  if (users === undefined || others === undefined)
    throw new Error('docs/switch.md has no lines for a frontend');
  // Whoever goes first of all does so before the share is looked at.
  return users.replace(/^use_backend be_target if .*over/m, (line) => `${others}${line}`);
}

/** HAProxy with the config of docs/switch.md. Starts nothing yet. */
export async function haproxyFor(
  { source, target }: Backends,
  folder: string,
  port: number,
): Promise<FrontProxy> {
  const { haproxy } = await provisionProxies(() => undefined);
  const grpcPort = await freePort();
  const [map, users, networks, conditions] = ['share', 'users', 'networks', 'conditions'].map((name) =>
    join(folder, `${name}.map`),
  ) as [string, string, string, string];
  const socket = join(folder, 'admin.sock');
  await writeFile(map, 'share 0\n');
  for (const list of [users, networks, conditions]) await writeFile(list, '');
  const backend = ({ name, httpPort, grpcPort: own }: Backend) => `
backend be_${name}
  server ${name}1 127.0.0.1:${httpPort} check inter 200 fall 2 rise 1
  server ${name}2 127.0.0.1:${httpPort} check inter 200 fall 2 rise 1
backend grpc_${name}
  server ${name}1 127.0.0.1:${own} proto h2`;
  const documented = await documentedRules();
  const rules = (prefix: string) =>
    documented
      .replaceAll('/etc/haproxy/share.map', map)
      .replaceAll('/etc/haproxy/users.map', users)
      .replaceAll('/etc/haproxy/networks.map', networks)
      .replaceAll('/etc/haproxy/conditions.map', conditions)
      .replaceAll(/^(use_backend|default_backend) be_/gm, `$1 ${prefix}_`)
      .replaceAll(/^/gm, '  ');
  const config = join(folder, 'haproxy.cfg');
  await writeFile(
    config,
    `global
  stats socket ${socket} level admin
  nbthread 1
defaults
  mode http
  retries 0
  timeout connect 5s
  timeout client 15s
  timeout server 10s
  timeout check 5s
frontend http_in
  bind 127.0.0.1:${port}
${rules('be')}
frontend grpc_in
  bind 127.0.0.1:${grpcPort} proto h2
${rules('grpc')}
${backend(source)}
${backend(target)}
`,
  );
  const server = tied('HAProxy', haproxy, ['-db', '-f', config], folder, port);
  return {
    port,
    grpcPort,
    plane: {
      haproxy: { socket, map, users, networks, conditions, source: 'be_source', target: 'be_target' },
    },
    start: server.start,
    kill: () => server.end('SIGKILL'),
  };
}

/** nginx with the config of docs/switch.md. Starts nothing yet. */
export async function nginxFor(
  { source, target }: Backends,
  folder: string,
  port: number,
): Promise<FrontProxy> {
  const { nginx } = await provisionProxies(() => undefined);
  const grpcPort = await freePort();
  const [include, log, config] = [
    join(folder, 'switch.conf'),
    join(folder, 'access.log'),
    join(folder, 'nginx.conf'),
  ];
  await mkdir(join(folder, 'tmp'), { recursive: true });
  await writeFile(include, 'split_clients "$http_x_user_id" $tenantferry_backend { * be_source; }\n');
  const upstream = ({ name, httpPort, grpcPort: own }: Backend) => `
  upstream be_${name} { server 127.0.0.1:${httpPort} max_fails=0; keepalive 32; }
  upstream grpc_be_${name} { server 127.0.0.1:${own} max_fails=0; }`;
  await writeFile(
    config,
    `worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
worker_shutdown_timeout 2s;
events { worker_connections 512; }
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder}/tmp/${kind};`).join('\n  ')}
  log_format switch escape=json '{"time":$msec,"backend":"$tenantferry_backend","status":$status,'
    '"request_time":$request_time,"grpc_status":"$upstream_trailer_grpc_status$upstream_http_grpc_status"}';
  ${upstream(source)}
  ${upstream(target)}
  include ${include};
  server {
    listen 127.0.0.1:${port};
    access_log ${log} switch;
    location / { proxy_pass http://$tenantferry_backend; proxy_read_timeout 5s; }
  }
  server {
    listen 127.0.0.1:${grpcPort} http2;
    access_log ${log} switch;
    location / { grpc_pass grpc://grpc_$tenantferry_backend; }
  }
}
`,
  );
  const args = ['-p', folder, '-c', config, '-e', join(folder, 'error.log')];
  const server = tied('nginx', nginx, [...args, '-g', 'daemon off;'], folder, port);
  const library = Object.entries(nginx.env).map(([name, value]) => `${name}=${value} `);
  const reload = `${library.join('')}${nginx.program} ${args.join(' ')} -s reload`;
  return {
    port,
    grpcPort,
    plane: { nginx: { include, reload, log, source: 'be_source', target: 'be_target' } },
    start: server.start,
    kill: async () => {
      // Its workers are no children of ours, and end with it.
      const pid = Number(await readFile(join(folder, 'nginx.pid'), 'utf8').catch(() => '0'));
      try {
        if (pid > 0) process.kill(pid, 'SIGTERM');
      } catch {
        // It has ended since.
      }
      await server.end('SIGTERM');
    },
  };
}
