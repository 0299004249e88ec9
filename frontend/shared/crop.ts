/** Where a frame lies on a picture, as parts of the picture's width and height. Pure. */
export interface Box {
  left: number
  top: number
  width: number
  height: number
}

const SMALLEST = 0.08

/** The frame's size in px: this shape, within these bounds. */
export function framed(ratio: number, width: number, height: number): { width: number; height: number } {
  const wide = Math.min(width, height * ratio)
  return { width: Math.round(wide), height: Math.round(wide / ratio) }
}

/** The proposed box; without one the largest that fits, nearer to the top, where heads are. `shape`: the picture's width by its height. */
export function start(proposed: readonly number[] | undefined, shape: number, ratio: number): Box {
  if (proposed) return clamped({ left: proposed[0], top: proposed[1], width: proposed[2], height: proposed[3] })
  const width = Math.min(1, ratio / shape)
  const height = (width * shape) / ratio
  return clamped({ left: (1 - width) / 2, top: (1 - height) / 4, width, height })
}

/** Inside the picture, whatever was done. */
export function clamped(box: Box): Box {
  const width = Math.min(1, box.width)
  const height = Math.min(1, box.height)
  return {
    left: Math.min(1 - width, Math.max(0, box.left)),
    top: Math.min(1 - height, Math.max(0, box.top)),
    width,
    height,
  }
}

export const moved = (box: Box, x: number, y: number): Box => clamped({ ...box, left: box.left + x, top: box.top + y })

/** Larger or smaller around its middle; its shape stays. */
export function grown(box: Box, by: number, shape: number, ratio: number): Box {
  const most = Math.min(1, ratio / shape)
  const width = Math.min(most, Math.max(SMALLEST, box.width * by))
  const height = (width * shape) / ratio
  return clamped({ left: box.left + (box.width - width) / 2, top: box.top + (box.height - height) / 2, width, height })
}
