import '../support/encrypted.js';
import '../conversations-list.e2e-spec.js';
