// What a sync needs: MongoDB, Redis, the emulator with a club of its size, auth, core and band-sync as they are built.
import { MEASURED_CORE, OTHER_CORE } from '../lib/pinned-process.mjs';
import { PlatformStage } from '../lib/platform-stage.mjs';
import { call } from '../lib/signed-call.mjs';

/** In this order, as each needs those before it. */
const SERVICES = ['band-emulator', 'auth', 'core', 'band-sync'];
const WITH_DATA = ['auth', 'core', 'band-sync'];
const LOOK_EVERY_MS = 200;

const pause = () => new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));

export class Stage extends PlatformStage {
  /** Posts that the run of the moment has read. */
  seen = 0;

  constructor() {
    const coreOf = (app) => (app === 'band-sync' ? MEASURED_CORE : OTHER_CORE);
    super(SERVICES, { coreOf, autoConnect: true, hasMetrics: true });
  }

  /** Starts everything; band-sync connects the leader by itself and begins its first sync. */
  async open({ members, posts, albums, photos, commented }) {
    const club = {
      EMULATOR_MEMBERS: members,
      EMULATOR_POSTS: posts,
      EMULATOR_ALBUMS: albums,
      EMULATOR_PHOTOS: photos,
      EMULATOR_COMMENTED_PERCENT: commented,
    };
    await super.open({
      'band-emulator': club,
      auth: { DEMO_ACCOUNTS: 'false' },
      'band-sync': { SYNC_INTERVAL_MS: '0' },
    });
  }

  /** Resolves with the newest run's row when it has ended and nothing that it told is on its way. */
  async ended() {
    const runs = this.db('band-sync').collection('sync_runs');
    for (;;) {
      const run = await runs.findOne({}, { sort: { _id: -1 } });
      this.seen = run?.counts.posts.seen ?? 0;
      if (run && !run.active) return this.#arrived(run);
      await pause();
    }
  }

  async sync() {
    const target = { url: this.urlOf('band-sync'), service: 'band-sync', user: '65f000000000000000000001' };
    await call({ ...target, roles: 'OPERATOR' }, { method: 'POST', path: '/api/v1/admin/sync-runs' });
    return this.ended();
  }

  /** Changes the club at BAND. */
  async change(changes) {
    const answer = await fetch(`${this.urlOf('band-emulator')}/emulator/changes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(changes),
    });
    if (!answer.ok) throw new Error(`the emulator answered ${answer.status}: ${await answer.text()}`);
  }

  /** How many database commands each service has made so far, by collection and command, by its own metrics. */
  async commands() {
    const counts = {};
    for (const name of WITH_DATA) {
      const text = await this.metricsOf(name);
      counts[name] = {};
      for (const [, labels, value] of text.matchAll(/^db_query_duration_seconds_count\{([^}]*)\} (\S+)/gm)) {
        const { collection, command } = Object.fromEntries(
          [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, text]) => [label, text]),
        );
        const key = `${collection} ${command}`;
        counts[name][key] = (counts[name][key] ?? 0) + Number(value);
      }
    }
    return counts;
  }

  async #arrived(run) {
    const outbox = this.db('band-sync').collection('outbox');
    while ((await outbox.countDocuments({ open: true })) > 0) await pause();
    return { ...run, arrivedAt: new Date() };
  }
}
