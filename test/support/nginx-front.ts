import { Child, freePorts, until } from '@dongbaejul/testing';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const SETTINGS = path.resolve(__dirname, '../../docker/nginx');

/** The edge of production: nginx with the repository's own settings, before one gateway. */
export class NginxFront {
  private constructor(
    readonly url: string,
    private readonly nginx: Child,
    private readonly folder: string,
  ) {}

  /** @returns undefined where nginx is not installed */
  static async before(gatewayUrl: string): Promise<NginxFront | undefined> {
    const program = nginxHere();
    if (!program) return undefined;
    const [port] = (await freePorts(1)) as [number];
    const folder = mkdtempSync(path.join(tmpdir(), 'dongbaejul-nginx-'));
    const nginx = new Child('nginx', program, ['-p', folder, '-c', settingsIn(folder, port, gatewayUrl)]);
    const front = new NginxFront(`http://127.0.0.1:${port}`, nginx, folder);
    nginx.start();
    await until(async () => (await fetch(`${front.url}/healthz`)).ok, 'nginx answers').catch(async (error: unknown) => {
      await front.stop();
      throw new Error(nginx.lines.slice(-5).join('\n'), { cause: error });
    });
    return front;
  }

  async stop(): Promise<void> {
    await this.nginx.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function nginxHere(): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin'];
  return folders.map((folder) => path.join(folder, 'nginx')).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The files of the container with other paths, another port and this gateway. @returns the main one */
function settingsIn(folder: string, port: number, gatewayUrl: string): string {
  for (const name of ['common.conf', 'proxy.conf', 'http.conf']) {
    const text = readFileSync(path.join(SETTINGS, name), 'utf8')
      .replaceAll('/etc/nginx/dongbaejul/', `${folder}/`)
      // A pipe cannot be opened by its name.
      .replaceAll('/dev/stdout', `${folder}/access.log`)
      .replace('listen 8080', `listen 127.0.0.1:${port}`)
      .replace('gateway:3000', new URL(gatewayUrl).host);
    writeFileSync(path.join(folder, name), text);
  }
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (one) => `${one}_temp_path ${folder}/${one};`,
  );
  const file = path.join(folder, 'nginx.conf');
  writeFileSync(
    file,
    `daemon off;\npid ${folder}/nginx.pid;\nerror_log stderr;\nevents { worker_connections 4096; }\n` +
      `http { ${temporary.join(' ')} include ${folder}/http.conf; }\n`,
  );
  return file;
}
