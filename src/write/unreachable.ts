import { OpencdcPgError } from '../errors.ts';
import { messageOf, ServerError } from './server-error.ts';
import { describeTarget, type ServerTarget } from './target.ts';

/** Connecting took longer than the target's `connectTimeoutMs`. */
export class ConnectTimeoutError extends Error {
  override readonly name = 'ConnectTimeoutError';
  readonly code = 'ETIMEDOUT';
}

/** The server asked for a password and the target has none. */
export class PasswordMissingError extends Error {
  override readonly name = 'PasswordMissingError';
}

/**
 * Returns the run error `database_unreachable` for a failed connect: what failed, and the one thing to do.
 * `sqlstate` where the server answered; `cause` is the `ServerError`, or Node's error with its `code`.
 */
export function unreachable(target: ServerTarget, cause: unknown): OpencdcPgError {
  const { reason, hint } = explain(target, cause);
  return new OpencdcPgError('database_unreachable', `can't connect to ${describeTarget(target)}: ${reason}`, {
    ...(hint === undefined ? {} : { hint }),
    ...(cause instanceof ServerError ? { sqlstate: cause.sqlstate } : {}),
    cause,
  });
}

interface Explanation {
  readonly reason: string;
  readonly hint?: string | undefined;
}

function explain(target: ServerTarget, cause: unknown): Explanation {
  if (cause instanceof PasswordMissingError) {
    return { reason: 'the server asks for a password', hint: 'give it by PGPASSWORD, a .pgpass file or the URL' };
  }
  if (cause instanceof ServerError) return { reason: cause.message, hint: hintForSqlstate(target, cause.sqlstate) };
  return { reason: messageOf(cause), hint: hintForCode(target, codeOf(cause)) };
}

function hintForSqlstate(target: ServerTarget, sqlstate: string): string | undefined {
  if (sqlstate === '28P01') return 'check the user and the password';
  if (sqlstate.startsWith('28')) return "check the user, and what the server's pg_hba.conf allows (sslmode too)";
  if (sqlstate === '3D000') return `create it: createdb ${shellWord(target.database)}`;
  if (sqlstate === '53300') return 'wait for others to disconnect, or raise max_connections';
  if (sqlstate === '57P03') return 'wait until the server has started';
  if (sqlstate === '42704' || sqlstate === '22023') return 'check the options (PGOPTIONS) given to the server';
  return undefined;
}

/** The codes are those of Node: https://nodejs.org/docs/latest-v20.x/api/errors.html#common-system-errors */
function hintForCode(target: ServerTarget, code: string): string | undefined {
  const socket = target.host.startsWith('/');
  if (code === 'ECONNREFUSED') return `check that the server is running and accepts connections on port ${target.port}`;
  if (code === 'ENOENT' && socket) return 'check that the server is running, its socket folder and its port';
  if (code === 'EACCES' && socket) return "check the rights on the socket's folder";
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return "check the host's name and the network";
  if (code === 'ETIMEDOUT' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH') {
    return 'check the address, the network and the firewall';
  }
  if (code === 'SSL_REFUSED') return 'use sslmode=prefer or disable, or switch ssl on in the server';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return "use the host name of the server's certificate, or sslmode=verify-ca";
  }
  if (/CERT|SIGNATURE|ISSUER/.test(code)) {
    return "give the server's certificate authority by sslrootcert, or use sslmode=require without one";
  }
  return undefined;
}

/** Returns Node's `code` of an error, or `SSL_REFUSED` for pg's answer to a server without TLS, or ''. */
export function codeOf(error: unknown): string {
  // pg gives this one no code: node_modules/pg/lib/connection.js, "case 'N'".
  if (error instanceof Error && error.message === 'The server does not support SSL connections') return 'SSL_REFUSED';
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
