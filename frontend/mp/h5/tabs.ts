/** In a browser: several tabs are one phone. */
import { LEFT } from '../api'

/** Do it as soon as another tab signs out. A browser tells every tab but the one that wrote. */
export function onLeft(work: () => void): void {
  addEventListener('storage', (told) => {
    if (told.key === LEFT && told.newValue) work()
  })
}
