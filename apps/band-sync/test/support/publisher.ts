import type { RunningService } from '@dongbaejul/service-kit';
import { until } from '@dongbaejul/testing';
import { mongo } from 'mongoose';
import { BandClient } from '../../src/band-client/band-client';
import { PublishRunner } from '../../src/publishing/publish-runner';
import type { PublicationAnswerDto, PublicationDto } from '../../src/publishing/dto/publications.dto';
import { startCoreStandIn } from './core-stand-in';
import { type Answer, World } from './world';

export const PUBLISH = '/api/v1/admin/band/publish';
export const PUBLICATIONS = '/api/v1/admin/band/publications';
export const CREATE = '/v2.2/band/post/create';

const SMALL = { EMULATOR_MEMBERS: '10', EMULATOR_POSTS: '20', EMULATOR_ALBUMS: '1', EMULATOR_PHOTOS: '3' };

/** A club that is synced, and staff who publish at its BAND. */
export class Publisher {
  private readonly texts = new Map<string, string>();
  private core: RunningService | undefined;

  private constructor(readonly world: World) {}

  static async start(env: Record<string, string> = {}): Promise<Publisher> {
    const short = { BAND_TIMEOUT_MS: '1000', BAND_RETRY_UNIT_MS: '1', PUBLISH_LOOK_EVERY_MS: '500' };
    // An answer says how far it got; on a busy machine that takes its time.
    const patient = { SYNC_ANSWER_WITHIN_MS: '60000' };
    const publisher = new Publisher(await World.start({ ...short, ...patient, ...env }, SMALL));
    publisher.core = await startCoreStandIn(publisher.world.env, publisher.texts);
    await publisher.world.connect();
    await publisher.world.runToEnd();
    return publisher;
  }

  async stop(): Promise<void> {
    await this.core?.stop();
    await this.world.stop();
  }

  /** @returns core's id of a post with this text */
  newPost(text: string): string {
    const id = new mongo.ObjectId().toHexString();
    this.texts.set(id, text);
    return id;
  }

  textOf(id: string): string {
    return this.texts.get(id) ?? '';
  }

  publish(id: string): Promise<Answer<PublicationAnswerDto>> {
    return this.world.as('OPERATOR')('POST', PUBLISH, { kind: 'post', id });
  }

  async show(id: string): Promise<PublicationDto> {
    return (await this.world.as('OPERATOR')<PublicationAnswerDto>('GET', `${PUBLICATIONS}/${id}`)).data.publication;
  }

  ended(id: string): Promise<PublicationDto> {
    return until(
      async () => {
        const publication = await this.show(id);
        return publication.state === 'queued' || publication.state === 'posting' ? undefined : publication;
      },
      'the work on the publication has ended',
      { withinMs: 60_000 },
    );
  }

  decide(id: string, body: object): Promise<Answer<PublicationAnswerDto>> {
    return this.world.as('OPERATOR')('POST', `${PUBLICATIONS}/${id}/decide`, body);
  }

  /** As something else than this service would have left its row. */
  async leave(id: string, change: mongo.UpdateFilter<mongo.Document>): Promise<void> {
    await this.world.db.collection('publications').updateOne({ _id: new mongo.ObjectId(id) }, change);
    this.world.service.app.get(PublishRunner).look();
  }

  /** Publishes one of which nobody here knows whether BAND has it: the connection ended before an answer. */
  async inDoubt(text: string): Promise<PublicationDto> {
    await this.world.band.faults({ kind: 'drop', endpoint: CREATE, times: 1 });
    const { data } = await this.publish(this.newPost(text));
    // As after an hour of looking.
    await this.leave(data.publication.id, { $set: { waits: 7, next_at: new Date(0) } });
    const left = await this.ended(data.publication.id);
    if (left.state !== 'unknown') throw new Error(`it is ${left.state}`);
    return left;
  }

  /** BAND's next answer to a post, which it has written by then, reaches the service when `arrive` is called. */
  holdAnswer(): { arrive: () => void } {
    const band = this.world.service.app.get(BandClient);
    const create = band.createPost.bind(band);
    let arrive: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    jest.spyOn(band, 'createPost').mockImplementationOnce(async (...post) => {
      const key = await create(...post);
      await arrived;
      return key;
    });
    return { arrive };
  }

  /** Waits until BAND is being asked for it. */
  posting(id: string): Promise<unknown> {
    return until(async () => (await this.show(id)).state === 'posting', 'BAND is asked');
  }

  /** How often BAND was asked to write a post. */
  async timesAsked(): Promise<number> {
    return (await this.world.band.calls())[CREATE] ?? 0;
  }

  /** How often a text stands at BAND, asked as a member would. */
  async atBand(text: string): Promise<number> {
    return (await this.world.postsAtBand()).filter((post) => post === text).length;
  }

  /** What the audit log was told of an object, in order. */
  async actions(id: string): Promise<string[]> {
    const rows = await this.world.db.collection('outbox').find({ 'payload.object_id': id }).sort({ _id: 1 }).toArray();
    return rows.map(({ payload }) => (payload as { action: string }).action);
  }
}
