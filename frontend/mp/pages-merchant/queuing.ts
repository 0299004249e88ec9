import { onShow, onUnload } from '@dcloudio/uni-app'
import { useLive } from '../live'
import { platform } from '../platform'
import { flush, queued } from './queue'

const EVERY_MS = 4000

/** While a page of the till is seen: what waits for the network goes as soon as there is one. Returns what tries at once. */
export function useQueue(): () => Promise<void> {
  const live = useLive(async () => {
    await flush()
    return queued.value.some((one) => !one.why) ? 'moving' : 'end'
  }, EVERY_MS)
  let deaf = () => {}
  onShow(() => {
    deaf()
    deaf = platform.onOnline(() => live.now())
  })
  onUnload(() => deaf())
  return live.now
}
