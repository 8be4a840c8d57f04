import { getModelToken, MongooseModule } from '@nestjs/mongoose';
import { Model, Schema } from 'mongoose';
import { applyIfNewer, Transactions } from '@dongbaejul/persistence';
import { Running, start } from './support';

interface Member {
  _id: string;
  name: string;
  version?: number;
}

const schema = new Schema<Member>({ _id: String, name: String, version: Number });

describe('applyIfNewer', () => {
  let running: Running;
  let members: Model<Member>;
  const apply = (id: string, version: number): Promise<boolean> =>
    running.app
      .get(Transactions)
      .run((session) => applyIfNewer(members, session, { _id: id }, version, { name: `v${version}` }));

  beforeAll(async () => {
    running = await start({ imports: [MongooseModule.forFeature([{ name: 'Member', schema }])] });
    members = running.app.get<Model<Member>>(getModelToken('Member'));
    await members.createCollection();
  });
  afterAll(() => running.stop());

  it('inserts the first, takes newer ones, and leaves old news', async () => {
    expect([await apply('a', 2), await apply('a', 5), await apply('a', 3), await apply('a', 5)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(await members.findById('a').lean()).toMatchObject({ name: 'v5', version: 5 });
  });

  it('takes over a row that has no version yet', async () => {
    await members.collection.insertOne({ _id: 'old', name: 'x' } as never);
    expect(await apply('old', 0)).toBe(true);
    expect(await members.findById('old').lean()).toMatchObject({ version: 0 });
  });

  it('ends at the newest whatever the order and however many at once', async () => {
    const versions = [7, 1, 9, 3, 3, 8, 2, 6];
    await Promise.all(
      versions.map(async (version) => {
        // A race on the first insert aborts; whoever delivers tries again.
        while (
          await apply('raced', version).then(
            () => false,
            () => true,
          )
        );
      }),
    );
    expect(await members.findById('raced').lean()).toMatchObject({ name: 'v9', version: 9 });
  });
});
