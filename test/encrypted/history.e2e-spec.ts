import '../support/encrypted.js';
import '../history.e2e-spec.js';
