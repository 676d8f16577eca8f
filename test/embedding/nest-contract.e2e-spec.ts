import * as internals from '../../src/http/nest-internals.js';
import { nestContract } from '../support/nest-contract.js';

describe('Nest, beyond its documented behaviour', () => {
  it.each(Object.entries(nestContract(internals)))('%s', (_name, check) => check());
});
