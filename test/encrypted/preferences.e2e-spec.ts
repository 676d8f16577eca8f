import '../support/encrypted.js';
import '../preferences.e2e-spec.js';
