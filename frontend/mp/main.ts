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
const quiet = () =>
  setTimeout(() => {
    if (document.querySelector('#first, .sk')) return quiet() // what was asked for comes first, however slow the line is
    for (const load of Object.values(pages)) load().catch(() => undefined)
  }, QUIET_MS)
window.addEventListener('load', quiet)
// #endif

export function createApp() {
  return { app: createSSRApp(App) }
}
