import '../support/encrypted.js';
import '../contexts.e2e-spec.js';
