import './node-navigator.ts'; // Evaluated first, in the order of the imports.
import pg from 'pg';
import { forgetNavigator } from './node-navigator.ts';

forgetNavigator();

/** The package `pg`; who imports it from here has it without Node's HTTP client. */
export { pg };
