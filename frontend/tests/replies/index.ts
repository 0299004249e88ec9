/** Answers of realistic shape, one per path, for rendering pages without a server: the first that fits is given. */
import { cases } from './cases'
import { mine } from './mine'
import { offered } from './offered'
import { places } from './places'
import { visits } from './visits'

export const replies: [RegExp, unknown][] = [...visits, ...offered, ...cases, ...mine, ...places]
