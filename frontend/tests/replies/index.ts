/** Answers of realistic shape, one per path, for rendering pages without a server: the first that fits is given. */
import { cases } from './cases'
import { mine } from './mine'
import { offered } from './offered'
import { places } from './places'

export const replies: [RegExp, unknown][] = [...offered, ...cases, ...mine, ...places]
