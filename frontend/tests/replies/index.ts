/** Answers of realistic shape, one per path, for rendering pages without a server: the first that fits is given. */
import { cases } from './cases'
import { merchant } from './merchant'
import { mine } from './mine'
import { offered } from './offered'
import { places } from './places'
import { visits } from './visits'

export const replies: [RegExp, unknown][] = [...merchant, ...visits, ...offered, ...cases, ...mine, ...places]
