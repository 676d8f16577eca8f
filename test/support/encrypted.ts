import { masterKey } from './master-key.js';
import { inTests } from './service.js';

/** Every service of a test file that imports this encrypts what it stores. */
inTests.env = { ENCRYPTION_KEYS: masterKey('test') };
