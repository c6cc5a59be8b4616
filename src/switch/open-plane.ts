import type { SwitchConfig } from '../config/switch.js';
import { haproxyPlane } from './haproxy/haproxy.js';
import { nginxPlane } from './nginx/nginx.js';
import type { Plane } from './plane.js';

/** The proxy that the config names. Asks nothing yet. */
export function openPlane(config: SwitchConfig): Plane {
  const { plane, first } = config;
  switch (plane.kind) {
    case 'haproxy':
      return haproxyPlane(plane, first);
    case 'nginx':
      return nginxPlane(plane, config);
  }
}
