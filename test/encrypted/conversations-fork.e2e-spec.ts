import '../support/encrypted.js';
import '../conversations-fork.e2e-spec.js';
