import '../support/encrypted.js';
import '../contexts-trim.e2e-spec.js';
