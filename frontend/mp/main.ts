import { createSSRApp } from 'vue'
import App from './App.vue'
// #ifdef H5
import { listen } from './h5/heard'
// #endif

const QUIET_MS = 1500

// #ifdef H5
listen()
window.addEventListener('load', () =>
  setTimeout(() => {
    navigator.serviceWorker?.register('./sw.js').catch(() => undefined)
  }, QUIET_MS),
)
// In WeChat all pages are on the phone from the start. In a browser they are fetched once it is quiet, so that they open without a network.
const pages = import.meta.glob('./pages/*/index.vue')
window.addEventListener('load', () =>
  setTimeout(() => {
    for (const load of Object.values(pages)) load().catch(() => undefined)
  }, QUIET_MS),
)
// #endif

export function createApp() {
  return { app: createSSRApp(App) }
}
