import { atLeast, countedUpToExact, EXACT_TOTAL, paginationOf } from './pagination.dto';

describe('a pagination', () => {
  it('is exact up to the limit of counting, and says where it is a floor', () => {
    expect(paginationOf(EXACT_TOTAL, 1, 20)).toEqual({ total: EXACT_TOTAL, page: 1, pages: 500, limit: 20 });
    expect(paginationOf(EXACT_TOTAL + 1, 2, 20)).toMatchObject({ total: EXACT_TOTAL, page: 2, total_is_floor: true });
    expect(paginationOf({ total: 7, isFloor: true }, 1, 5)).toMatchObject({ total: 7, pages: 2, total_is_floor: true });
  });

  it('has a floor of what was seen', () => {
    expect(atLeast(41, { total: 7, isFloor: true })).toEqual({ total: 41, isFloor: true });
    expect(atLeast(5, { total: 7, isFloor: true })).toEqual({ total: 7, isFloor: true });
    expect(atLeast(EXACT_TOTAL + 1, countedUpToExact(EXACT_TOTAL + 1))).toEqual({ total: EXACT_TOTAL, isFloor: true });
  });

  it('leaves an exact total alone', () => {
    expect(atLeast(41, { total: 7, isFloor: false })).toEqual({ total: 7, isFloor: false });
  });
});
