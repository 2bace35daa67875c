import type { SecureContextOptions, Server, TlsOptions } from 'node:tls';

const { readFileSync, watch } = process.getBuiltinModule('node:fs');
const { dirname } = process.getBuiltinModule('node:path');
const { X509Certificate } = process.getBuiltinModule('node:crypto');
const { createSecureContext } = process.getBuiltinModule('node:tls');

/** Files in PEM, read anew when they change. */
export interface TlsFiles {
  /** The certificate of the server, and the intermediate ones after it. */
  readonly certificate: string;
  readonly key: string;
  /** Authorities that are named to clients when they are asked for a certificate; which one is believed is decided for each client. */
  readonly clientAuthorities?: string | undefined;
}

/** What happened to the files while the server ran; one of them. */
export interface TlsReload {
  /** Until when the certificate now in use is good. */
  readonly validTo?: string;
  /** Why the files were not taken: what was in use goes on being used. */
  readonly failure?: unknown;
}

/** RFC 9325 §4.2: forward secrecy and authenticated encryption, in TLS 1.2 as in 1.3. */
const ciphers = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
].join(':');

/** Editors and deployment tools write several files one after the other. */
const settleMs = 200;

/**
 * How a port speaks TLS: 1.2 with the ciphers of BCP 195, and 1.3.
 *
 * @param asks whether clients are asked for a certificate. None is refused here: who it proves is a question of the request (RFC 8705).
 * @throws what reading the files throws; where they are no certificate and its key.
 */
export function tlsOptions(files: TlsFiles, asks: boolean): TlsOptions {
  const asking: TlsOptions = asks ? { requestCert: true, rejectUnauthorized: false } : {};
  return { ...read(files), ...asking, minVersion: 'TLSv1.2', ciphers, honorCipherOrder: true };
}

/**
 * Takes the files anew when they change; connections that are open stay as they are.
 * @returns what ends it.
 */
export function watchTlsFiles(
  files: TlsFiles,
  servers: readonly Pick<Server, 'setSecureContext'>[],
  tell: (reload: TlsReload) => void,
): () => void {
  let timer: NodeJS.Timeout | undefined;
  let last = fingerprint(files);
  const reload = () => {
    try {
      const now = fingerprint(files);
      if (now === last) return;
      const fresh = read(files);
      for (const server of servers) server.setSecureContext({ ...fresh, minVersion: 'TLSv1.2', ciphers });
      last = now;
      tell({ validTo: new X509Certificate(fresh.cert as Buffer).validTo });
    } catch (failure) {
      tell({ failure });
    }
  };
  const names = [files.certificate, files.key, files.clientAuthorities].filter((name) => name !== undefined);
  // Folders, since files are often replaced and not written to.
  const watchers = [...new Set(names.map((name) => dirname(name)))].map((folder) =>
    watch(folder, { persistent: false }, () => {
      clearTimeout(timer);
      timer = setTimeout(reload, settleMs);
      timer.unref();
    }),
  );
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}

/** Checked: a certificate whose key is another's would end every handshake. */
function read({ certificate, key, clientAuthorities }: TlsFiles): SecureContextOptions {
  const context: SecureContextOptions = {
    cert: readFileSync(certificate),
    key: readFileSync(key),
    ...(clientAuthorities === undefined ? {} : { ca: readFileSync(clientAuthorities) }),
  };
  createSecureContext(context);
  return context;
}

function fingerprint({ certificate, key, clientAuthorities }: TlsFiles): string {
  const names = [certificate, key, ...(clientAuthorities === undefined ? [] : [clientAuthorities])];
  return names.map((name) => readFileSync(name, 'utf8')).join('\n');
}
