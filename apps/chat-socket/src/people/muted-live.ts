import type { EventEnvelope } from '@dongbaejul/contracts';
import { Hints, OnEvent } from '@dongbaejul/messaging';
import { afterTransaction } from '@dongbaejul/persistence';
import { Injectable, Logger } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { MuteChangedDto } from '../from-core/dto/from-core.dto';
import { LocalSockets } from '../sockets/local-sockets';
import { mutersOf } from '../sockets/socket-types';
import { Mutes } from './mutes';

const TOPIC = 'chat.mutes';
/** In the place of whose mutes changed. */
const EVERYBODY = '*';

/** Takes mutes in from core, and lets them hold on connections that are open, in every process. */
@Injectable()
export class MutedLive {
  private readonly logger = new Logger(MutedLive.name);

  constructor(
    private readonly mutes: Mutes,
    private readonly hints: Hints,
    private readonly sockets: LocalSockets,
  ) {
    hints.subscribe(TOPIC, (muterId) => this.heard(String(muterId)));
    hints.onGap((state) => {
      if (state === 'back') this.heard(EVERYBODY);
    });
  }

  @OnEvent('core.mute.changed', MuteChangedDto)
  async onMute({ payload, version }: EventEnvelope<'core.mute.changed'>, session: ClientSession): Promise<void> {
    if (!(await this.mutes.apply(session, payload, version))) return;
    this.change(session, payload.muter_id);
  }

  /** Who becomes staff is heard by whoever muted them, and not any more when they are staff no more. */
  staffChange(session: ClientSession): void {
    this.change(session, EVERYBODY);
  }

  private change(session: ClientSession, muterId: string): void {
    afterTransaction(session, async () => {
      if (!(await this.hints.publish(TOPIC, muterId))) this.heard(muterId);
    });
  }

  private heard(muterId: string): void {
    this.renew(muterId === EVERYBODY ? [...this.sockets.memberIds()] : [muterId]);
  }

  /** As the database has it now: hints may come late or in any order. */
  private renew(muterIds: string[]): void {
    const here = muterIds.filter((id) => this.sockets.ofMember(id).length > 0);
    if (here.length === 0) return;
    this.mutes.ofAll(here).then(
      (muted) => here.forEach((id) => this.hold(id, muted.get(id) ?? new Set())),
      (error: unknown) => this.logger.warn({ msg: 'mutes could not be renewed on open connections', err: error }),
    );
  }

  private hold(muterId: string, muted: ReadonlySet<string>): void {
    const wanted = new Set([...muted].map(mutersOf));
    for (const socket of this.sockets.ofMember(muterId)) {
      for (const name of wanted) if (!socket.rooms.has(name)) void socket.join(name);
      for (const name of socket.rooms) {
        if (name.startsWith(mutersOf('')) && !wanted.has(name)) void socket.leave(name);
      }
    }
  }
}
