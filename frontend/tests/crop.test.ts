import { expect, test } from 'vitest'
import { clamped, framed, grown, moved, start } from '../shared/crop'

const RATIO = 33 / 48
const shapeOf = (box: { width: number; height: number }, shape: number) => (box.width * shape) / box.height

test('the frame has the document shape and fits', () => {
  expect(framed(RATIO, 326, 444)).toEqual({ width: 305, height: 444 })
  expect(framed(26 / 32, 300, 900)).toEqual({ width: 300, height: 369 })
})

test.each([[3 / 4], [9 / 16], [16 / 9], [1], [RATIO]])(
  'without a proposal the largest frame of the shape is taken (%f)',
  (shape) => {
    const box = start(undefined, shape, RATIO)
    expect(shapeOf(box, shape)).toBeCloseTo(RATIO)
    expect(Math.max(box.width, box.height)).toBeCloseTo(1)
  },
)

test('a proposal is taken as it is', () => {
  expect(start([0.2, 0.1, 0.5, 0.4], 0.75, RATIO)).toEqual({ left: 0.2, top: 0.1, width: 0.5, height: 0.4 })
})

test('a frame never leaves the picture and keeps its shape, however it is pulled', () => {
  let box = start([0.2, 0.1, 0.5, (0.5 * 0.75) / RATIO], 0.75, RATIO)
  for (const [x, y, by] of [
    [9, 0, 1],
    [0, 9, 1],
    [-9, -9, 0.1],
    [0, 0, 50],
    [0.4, -3, 0.7],
    [0, 0, 0.0001],
  ]) {
    box = grown(moved(box, x, y), by, 0.75, RATIO)
    expect(box.left).toBeGreaterThanOrEqual(0)
    expect(box.top).toBeGreaterThanOrEqual(0)
    expect(box.left + box.width).toBeLessThanOrEqual(1.000001)
    expect(box.top + box.height).toBeLessThanOrEqual(1.000001)
    expect(shapeOf(box, 0.75)).toBeCloseTo(RATIO)
  }
  expect(clamped({ left: -1, top: 2, width: 3, height: 0.5 })).toEqual({ left: 0, top: 0.5, width: 1, height: 0.5 })
})
