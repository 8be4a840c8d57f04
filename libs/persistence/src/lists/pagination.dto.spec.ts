import { atLeast, countedUpToExact, paginationOf } from './pagination.dto';

describe('a pagination', () => {
  it('is exact up to the limit of counting, and says where it is a floor', () => {
    expect(paginationOf(10_000, 1, 20)).toEqual({ total: 10_000, page: 1, pages: 500, limit: 20 });
    expect(paginationOf(10_000 + 1, 1, 20)).toEqual({
      total: 10_000,
      page: 1,
      pages: 500,
      limit: 20,
      total_is_floor: true,
    });
    expect(paginationOf(0, 1, 20)).toMatchObject({ total: 0, pages: 0 });
    expect(paginationOf({ total: 7, isFloor: true }, 1, 5)).toMatchObject({ total: 7, pages: 2, total_is_floor: true });
  });

  it('has a floor of what was seen', () => {
    expect(atLeast(41, { total: 7, isFloor: true })).toEqual({ total: 41, isFloor: true });
    expect(atLeast(5, { total: 7, isFloor: true })).toEqual({ total: 7, isFloor: true });
    expect(atLeast(10_000 + 1, countedUpToExact(10_000 + 1))).toEqual({ total: 10_000, isFloor: true });
  });

  it('leaves an exact total alone', () => {
    expect(atLeast(41, { total: 7, isFloor: false })).toEqual({ total: 7, isFloor: false });
  });
});
