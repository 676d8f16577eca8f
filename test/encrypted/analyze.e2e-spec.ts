import '../support/encrypted.js';
import '../analyze.e2e-spec.js';
