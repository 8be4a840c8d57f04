import { PLATFORM } from '@dongbaejul/contracts';
import { newTraceId, runInContext, Shutdown, StartupTasks } from '@dongbaejul/service-kit';
import { Injectable, Logger, OnModuleInit } from '@nestjs/common';
import axios from 'axios';
import { setTimeout as pause } from 'node:timers/promises';
import { BandOAuth } from '../band-client/band-oauth';
import { BandSyncConfig } from '../config';
import { ConnectionService } from '../connection/connection.service';
import { SyncRunsService } from '../sync-runs/sync-runs.service';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;
const REDIRECT_URI = 'http://localhost/band/connected';

interface EmulatedMember {
  user_key: string;
  role?: string;
}

/**
 * Development: when nobody has connected BAND yet, connects the emulator's leader as a person would, and brings the
 * club in by an ordinary run. In the background, and again until it worked: the emulator and auth may start later.
 */
@Injectable()
export class AutoConnect implements OnModuleInit {
  private readonly logger = new Logger(AutoConnect.name);

  constructor(
    private readonly config: BandSyncConfig,
    private readonly oauth: BandOAuth,
    private readonly connection: ConnectionService,
    private readonly runs: SyncRunsService,
    private readonly startup: StartupTasks,
    private readonly shutdown: Shutdown,
  ) {}

  onModuleInit(): void {
    if (!this.config.mayAutoConnect) return;
    void this.startup.whenDone().then(() => this.begin());
  }

  private async begin(): Promise<void> {
    let wait = FIRST_WAIT_MS;
    while (
      !this.shutdown.isDraining &&
      !(await runInContext({ traceId: newTraceId(), language: 'ko' }, () => this.tryOnce()))
    ) {
      await pause(wait, undefined, { ref: false });
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    }
  }

  /** @returns whether there is nothing left to do */
  private async tryOnce(): Promise<boolean> {
    try {
      if ((await this.connection.show()).state === 'disconnected') await this.connectLeader();
      if (await this.runs.hasSucceeded()) return true;
      // One under way is what we wait for; one that is paused keeps its pause.
      if (!(await this.runs.isActive())) await this.runs.start('auto', PLATFORM);
      return false;
    } catch (error) {
      this.logger.debug({ msg: 'waiting to connect BAND', reason: (error as Error).message });
      return false;
    }
  }

  private async connectLeader(): Promise<void> {
    const { data } = await axios.get<{ members: EmulatedMember[] }>(`${this.config.BAND_AUTH_URL}/emulator/members`, {
      timeout: 3_000,
    });
    const leader = data.members.find((member) => member.role === 'leader') ?? data.members[0];
    if (!leader) throw new Error('the emulator has no members');
    const agree = `${this.oauth.authorizeUrl(REDIRECT_URI, 'auto')}&login_as=${encodeURIComponent(leader.user_key)}`;
    const answer = await axios.get(agree, {
      timeout: 3_000,
      maxRedirects: 0,
      validateStatus: (status) => status === 302,
    });
    const code = new URL(String(answer.headers.location)).searchParams.get('code');
    if (!code) throw new Error('the emulator gave no code');
    await this.connection.accept(code);
  }
}
