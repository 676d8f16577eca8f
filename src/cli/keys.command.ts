import type { Environment } from '../app/index.js';
import { ROLES, type Role, SystemClock } from '../common/index.js';
