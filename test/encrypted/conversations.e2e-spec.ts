import '../support/encrypted.js';
import '../conversations.e2e-spec.js';
